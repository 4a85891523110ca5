import { ensureExactDebtorV1, EnsureExactDebtorV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { EnsureDebtor } from './ensure-debtor.js';

/** An order needs its buyer in Exact. */
@Controller()
export class EnsureDebtorHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly ensure: EnsureDebtor,
  ) {}

  @OnMessage(ensureExactDebtorV1)
  async on(
    @MessageBody(ensureExactDebtorV1) body: EnsureExactDebtorV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(ensureExactDebtorV1, body, delivery, 'order', (performance) =>
      this.ensure.ensure(body, performance),
    );
  }
}
