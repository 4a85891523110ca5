import { uuidV7 } from '@connector/messaging';
import { connect, type ConsumeMessage } from 'amqplib';
import { Pool } from 'pg';
import { BareRelay } from './bare-relay.js';
import { debtorOf, outgoing, QUEUES } from './step-messages.js';
import { UPSERT_ORDER } from './step-tables.js';

/**
 * The step written by hand on amqplib and pg, with the same guarantees and nothing else: no validation, no logs, no metrics.
 * Consume, one transaction of inbox, state and outbox (prepared statements), ack after the commit; the relay publishes
 * with confirm and mandatory. Prefetch and connections are as many as the connector's.
 */
const { AMQP_URL = '', DATABASE_URL = '', PREFETCH = '20' } = process.env;

const pool = new Pool({ connectionString: DATABASE_URL, max: 6 });
const consuming = await connect(AMQP_URL, { noDelay: true });
const publishing = await connect(AMQP_URL, { noDelay: true });
const relay = new BareRelay(pool, await publishing.createConfirmChannel());
const channel = await consuming.createChannel();
const underWay = new Set<Promise<void>>();

const INBOX = {
  name: 'inbox',
  text: `INSERT INTO sync_core.inbox_message (consumer, message_id, handled_at) VALUES ('benchmark', $1, clock_timestamp())
         ON CONFLICT DO NOTHING RETURNING 1`,
};
const STATE = { name: 'state', text: UPSERT_ORDER };
const OUTBOX = {
  name: 'outbox',
  text: `INSERT INTO sync_core.outbox_message (message_id, type, exchange, connection_id, correlation_id, body, created_at, attempts)
         VALUES ($1, $2, 'commands', $3, $4, $5, clock_timestamp(), 0)`,
};

async function handle(message: ConsumeMessage): Promise<void> {
  const text = message.content.toString('utf8');
  const { amazonOrderId } = JSON.parse(text) as { amazonOrderId: string };
  const connectionId = String(message.properties.headers?.['x-connection-id']);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const fresh = await client.query({ ...INBOX, values: [message.properties.messageId as string] });
    if (fresh.rowCount === 1) {
      await client.query({ ...STATE, values: [connectionId, amazonOrderId, text] });
      const body = JSON.stringify(debtorOf(amazonOrderId));
      await client.query({ ...OUTBOX, values: [uuidV7(), outgoing.name, connectionId, amazonOrderId, body] });
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
  relay.wake();
  channel.ack(message);
}

await channel.prefetch(Number(PREFETCH));
const { consumerTag } = await channel.consume(QUEUES.in, (message) => {
  if (message === null) throw new Error('The queue is gone');
  const work = handle(message).finally(() => underWay.delete(work));
  underWay.add(work);
});
relay.wake();
process.stdout.write('bare: consuming\n');

process.on('SIGTERM', () => {
  void (async () => {
    await channel.cancel(consumerTag);
    await Promise.all(underWay);
    await relay.stop();
    await consuming.close();
    await publishing.close();
    await pool.end();
    process.exit(0);
  })();
});
