import type { Contract } from '@connector/contracts';
import { traceparent } from '@connector/platform';
import type { EntityManager } from 'typeorm';
import { exchangeOf } from '../topology/names.js';
import { uuidV7 } from '../uuid-v7.js';
import { runPrepared } from '../prepared-statement.js';
import { messageText } from './message-text.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** What is on the envelope beside the contract's name. */
export interface Envelope {
  readonly connectionId: string;
  readonly correlationId: string;
  /** of a command that is sent again; a new message gets a new id */
  readonly messageId?: string;
}

/**
 * Puts a message into the outbox, in the transaction of the change that it tells of.
 * @returns the `messageId`
 * @throws ContractBroken as {@link messageText} does
 */
export async function enqueue<Body extends object>(
  tx: EntityManager,
  contract: Contract<Body>,
  body: Body,
  envelope: Envelope,
): Promise<string> {
  const text = messageText(contract, body, envelope.correlationId);
  const messageId = envelope.messageId ?? uuidV7();
  await runPrepared(
    tx,
    'outbox.insert',
    `INSERT INTO ${tx.connection.getMetadata(OutboxMessage).tablePath}
       (message_id, type, exchange, connection_id, correlation_id, traceparent, body, created_at, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), 0)`,
    [
      messageId,
      contract.name,
      exchangeOf(contract),
      envelope.connectionId,
      envelope.correlationId,
      traceparent() ?? null,
      text,
    ],
  );
  return messageId;
}
