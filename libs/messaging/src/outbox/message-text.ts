import type { Contract } from '@connector/contracts';
import { ContractBroken } from '@connector/platform';
import { validated } from '../on-message.js';

/** Larger sets are split by the producer. */
export const MAXIMUM_BODY_BYTES = 256 * 1024;

/** AMQP's short strings end there. */
const MAXIMUM_CORRELATION_BYTES = 255;

/**
 * The text of a message that fits its contract and an envelope.
 * @throws ContractBroken when the body breaks its own contract or is larger than 256 KiB, or the correlation does not fit an
 *   envelope (1 to 255 bytes): a bug of the producer
 */
export function messageText<Body extends object>(contract: Contract<Body>, body: Body, correlationId: string): string {
  const text = JSON.stringify(body);
  validated(contract, JSON.parse(text));
  if (Buffer.byteLength(text) > MAXIMUM_BODY_BYTES) {
    throw new ContractBroken(
      'message_too_large',
      `${contract.name}: the body is larger than ${MAXIMUM_BODY_BYTES} bytes`,
    );
  }
  const correlationBytes = Buffer.byteLength(correlationId);
  if (correlationBytes === 0 || correlationBytes > MAXIMUM_CORRELATION_BYTES) {
    throw new ContractBroken(
      'envelope_broken',
      `${contract.name}: the correlation has ${correlationBytes} bytes, not 1 to ${MAXIMUM_CORRELATION_BYTES}`,
    );
  }
  return text;
}
