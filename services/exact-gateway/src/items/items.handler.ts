import {
  ensureExactItemV1,
  EnsureExactItemV1,
  importExactItemV1,
  resyncExactItemV1,
  updateExactItemV1,
  UpdateExactItemV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { EnsureItem } from './ensure-item.js';
import { UpdateItem } from './update-item.js';

/** Items are made, for an order that waits or for the catalogue, and changed. */
@Controller()
export class ItemsHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly ensure: EnsureItem,
    private readonly update: UpdateItem,
  ) {}

  @OnMessage(ensureExactItemV1)
  async forOrder(
    @MessageBody(ensureExactItemV1) body: EnsureExactItemV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(ensureExactItemV1, body, delivery, 'order', (performance) =>
      this.ensure.ensure(body, performance),
    );
  }

  @OnMessage(importExactItemV1)
  async forCatalogue(
    @MessageBody(importExactItemV1) body: EnsureExactItemV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(importExactItemV1, body, delivery, 'catalogue', (performance) =>
      this.ensure.ensure(body, performance),
    );
  }

  @OnMessage(updateExactItemV1)
  async change(
    @MessageBody(updateExactItemV1) body: UpdateExactItemV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(updateExactItemV1, body, delivery, 'catalogue', (performance) =>
      this.update.update(body, performance),
    );
  }

  @OnMessage(resyncExactItemV1)
  async again(@MessageBody(resyncExactItemV1) body: UpdateExactItemV1, @Delivered() delivery: Delivery): Promise<void> {
    await this.commands.perform(resyncExactItemV1, body, delivery, 'person', (performance) =>
      this.update.update(body, performance),
    );
  }
}
