import type { Contract } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import type { Options } from 'amqplib';
import { CONNECTION_ID } from './impersonated-service.js';

/** The AMQP properties of a message as the publisher writes them. */
export function propertiesOf(
  contract: Pick<Contract, 'name'>,
  messageId: string = uuidV7(),
  occurredAt: Date = new Date(),
): Options.Publish & { messageId: string } {
  return {
    messageId,
    type: contract.name,
    correlationId: uuidV7(),
    contentType: 'application/json',
    timestamp: Math.floor(occurredAt.getTime() / 1_000),
    headers: { 'x-connection-id': CONNECTION_ID, 'x-occurred-at': occurredAt.toISOString() },
  };
}
