import type { Contract } from '@connector/contracts';
import { ContractBroken } from '@connector/platform';
import type { EntityManager } from 'typeorm';
import { validated } from '../on-message.js';
import { exchangeOf } from '../topology/names.js';
import { uuidV7 } from '../uuid-v7.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** Larger sets are split by the producer. */
export const MAXIMUM_BODY_BYTES = 256 * 1024;

/** AMQP's short strings end there. */
const MAXIMUM_CORRELATION_BYTES = 255;

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
 * @throws ContractBroken when the body breaks its own contract or is larger than 256 KiB, or the correlation does not fit
 *   an envelope (1 to 255 bytes): a bug of the producer
 */
export async function enqueue<Body extends object>(
  tx: EntityManager,
  contract: Contract<Body>,
  body: Body,
  envelope: Envelope,
): Promise<string> {
  validated(contract, JSON.parse(JSON.stringify(body)));
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > MAXIMUM_BODY_BYTES) {
    throw new ContractBroken(
      'message_too_large',
      `${contract.name}: the body is larger than ${MAXIMUM_BODY_BYTES} bytes`,
    );
  }
  const correlationBytes = Buffer.byteLength(envelope.correlationId);
  if (correlationBytes === 0 || correlationBytes > MAXIMUM_CORRELATION_BYTES) {
    throw new ContractBroken(
      'envelope_broken',
      `${contract.name}: the correlation has ${correlationBytes} bytes, not 1 to ${MAXIMUM_CORRELATION_BYTES}`,
    );
  }
  const messageId = envelope.messageId ?? uuidV7();
  await tx.query(
    `INSERT INTO ${tx.connection.getMetadata(OutboxMessage).tablePath}
       (message_id, type, exchange, connection_id, correlation_id, body, created_at, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), 0)`,
    [messageId, contract.name, exchangeOf(contract), envelope.connectionId, envelope.correlationId, text],
  );
  return messageId;
}
