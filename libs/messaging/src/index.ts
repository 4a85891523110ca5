import { CreateMessagingTables1763900000000 } from './create-messaging-tables.migration.js';
import { InboxMessage } from './inbox/inbox-message.entity.js';
import { KeepMessagesBounded1764115200000 } from './keep-messages-bounded.migration.js';
import { OutboxMessage } from './outbox/outbox-message.entity.js';
import { ParkedMessage } from './parking/parked-message.entity.js';
import { RememberLostQueues1764251000000 } from './remember-lost-queues.migration.js';
import { RememberRefusals1764251100000 } from './remember-refusals.migration.js';

export * from './connect-messaging.js';
export * from './create-messaging-tables.migration.js';
export * from './delivery.js';
export * from './inbox/inbox.js';
export * from './keep-messages-bounded.migration.js';
export * from './messaging-options.js';
export * from './messaging.module.js';
export { MessageBody, OnMessage, Delivered, validated, validatedAs } from './on-message.js';
export * from './outbox/enqueue.js';
export { MAXIMUM_BODY_BYTES } from './outbox/message-text.js';
export * from './outbox/outbox-relay.js';
export * from './outbox/republish.js';
export * from './outbox/unit-of-work.js';
export { ParkedCopies } from './parking/parked-copies.js';
export * from './parking/parked-filter.js';
export * from './parking/parked-messages.js';
export { ParkedRetention } from './parking/parked-retention.js';
export * from './remember-lost-queues.migration.js';
export * from './remember-refusals.migration.js';
export * from './topology/declare-topology.js';
export * from './topology/declared-queues.js';
export * from './topology/names.js';
export * from './topology/permissions.js';
export * from './topology/wait-for-topology.js';
export * from './transport/publisher.js';
export * from './transport/rabbit-client.js';
export { WiringError } from './transport/rabbit-server.js';
export * from './uuid-v7.js';
export { InboxMessage, OutboxMessage, ParkedMessage };

/** The tables of messaging; every service lists them among its entities. */
export const messagingEntities = [OutboxMessage, InboxMessage, ParkedMessage];

/** Their migrations; every service lists them among its own. */
export const messagingMigrations = [
  CreateMessagingTables1763900000000,
  KeepMessagesBounded1764115200000,
  RememberLostQueues1764251000000,
  RememberRefusals1764251100000,
];
