import { amazonOrderUpdatedV1 } from '@connector/contracts';
import type { Infrastructure } from '@connector/local-infrastructure';
import { uuidV7 } from '@connector/messaging';
import { connect } from 'amqplib';
import { Client } from 'pg';

const QUEUE = 'sync-core.orders';

/** Puts messages before sync-core that it cannot handle, with marks where a careless error text would repeat them. */
export async function sendBrokenMessages(
  amqpUrl: string,
  connectionId: string,
  marks: readonly string[],
): Promise<void> {
  const [first, second, third] = marks as [string, string, string];
  const broken: readonly (readonly [type: string, body: string])[] = [
    [amazonOrderUpdatedV1.name, `${first} is no JSON`],
    [amazonOrderUpdatedV1.name, JSON.stringify({ ...amazonOrderUpdatedV1.example, createdTime: second, lines: third })],
    // well formed, and sealed under a key that nobody has: opening it fails
    [
      amazonOrderUpdatedV1.name,
      JSON.stringify({ ...amazonOrderUpdatedV1.example, lastUpdatedTime: new Date().toISOString() }),
    ],
    ['made.up.thing.v9', JSON.stringify({ name: second })],
  ];
  const connection = await connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  for (const [type, body] of broken) {
    channel.publish('', QUEUE, Buffer.from(body), {
      persistent: true,
      messageId: uuidV7(),
      type,
      correlationId: '403-0000000-0000000',
      timestamp: Math.floor(Date.now() / 1_000),
      headers: { 'x-connection-id': connectionId, 'x-occurred-at': new Date().toISOString() },
    });
  }
  await channel.waitForConfirms();
  await connection.close();
}

/** Every text about a failure that is kept somewhere: in parked messages, outboxes and polls. */
export async function troublesIn({ adminDatabaseUrl }: Infrastructure): Promise<{ parked: number; texts: string[] }> {
  const client = new Client({ connectionString: adminDatabaseUrl });
  await client.connect();
  try {
    const { rows: parked } = await client.query<Record<string, string | null>>(
      `SELECT cause, stack, reason_code FROM sync_core.parked_message`,
    );
    const { rows: others } = await client.query<{ text: string }>(
      `SELECT last_trouble AS text FROM amazon_gateway.poll WHERE last_trouble IS NOT NULL
       UNION ALL SELECT last_trouble FROM sync_core.outbox_message WHERE last_trouble IS NOT NULL
       UNION ALL SELECT trouble FROM amazon_gateway.unreadable`,
    );
    const texts = [...parked.flatMap((row) => Object.values(row)), ...others.map(({ text }) => text)];
    return { parked: parked.length, texts: texts.filter((text): text is string => text !== null) };
  } finally {
    await client.end();
  }
}
