import { ensureExactMainContactsV1, EnsureExactMainContactsV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { EnsureMainContacts } from './ensure-main-contacts.js';

/** Accounts that were made lately need their main contact; no order waits for it. */
@Controller()
export class EnsureMainContactsHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly ensure: EnsureMainContacts,
  ) {}

  @OnMessage(ensureExactMainContactsV1)
  async on(
    @MessageBody(ensureExactMainContactsV1) body: EnsureExactMainContactsV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(ensureExactMainContactsV1, body, delivery, 'catalogue', (performance) =>
      this.ensure.ensure(body, performance),
    );
  }
}
