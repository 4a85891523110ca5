import { Module, type DynamicModule } from '@nestjs/common';
import { Inbox } from './inbox/inbox.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options.js';
import { MessagingGauges } from './metrics/messaging-gauges.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { UnitOfWork } from './outbox/unit-of-work.js';
import { ParkedCopies } from './parking/parked-copies.js';
import { ParkedRetention } from './parking/parked-retention.js';
import { ParkedMessagesController } from './parking/parked-messages.controller.js';
import { ParkedMessages } from './parking/parked-messages.js';
import { Publisher } from './transport/publisher.js';

/** Outbox, inbox, publisher and parked messages for one service. The consumers are attached by `connectMessaging`. */
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      controllers: [ParkedMessagesController],
      providers: [
        { provide: MESSAGING_OPTIONS, useValue: options },
        Publisher,
        OutboxRelay,
        MessagingGauges,
        UnitOfWork,
        Inbox,
        ParkedMessages,
        ParkedCopies,
        ParkedRetention,
      ],
      exports: [MESSAGING_OPTIONS, Publisher, OutboxRelay, UnitOfWork, Inbox, ParkedMessages],
    };
  }
}
