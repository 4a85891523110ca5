import {
  backfillAmazonOrdersV1,
  estimateAmazonOrdersV1,
  fetchAmazonOrderV1,
  type AmazonOrderSelectionV1,
} from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { amazonWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import { OrderBackfillEntity } from './order-backfill.entity.js';

/** Asks the gateway for orders beside its polls: one again, or all of a time past. */
@Injectable()
export class BackfillOrders {
  constructor(
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One order as it is at Amazon now; it comes as any update does. */
  async fetchOne(step: Step, connectionId: string, amazonOrderId: string): Promise<void> {
    await this.commands.request(step, {
      contract: fetchAmazonOrderV1,
      connectionId,
      window: amazonWindow(connectionId),
      priority: priority.person,
      subject: { kind: 'order-fetch', id: `${connectionId}/${amazonOrderId}` },
      correlationId: amazonOrderId,
      body: { amazonOrderId },
    });
  }

  /** Asks first what it takes: a person starts it when he has seen that. */
  async estimate(step: Step, connectionId: string, selection: AmazonOrderSelectionV1): Promise<OrderBackfillEntity> {
    const backfill = this.made(step, connectionId, selection, 'estimating');
    await step.tx.insert(OrderBackfillEntity, backfill);
    await this.commands.request(step, {
      contract: estimateAmazonOrdersV1,
      connectionId,
      window: amazonWindow(connectionId),
      priority: priority.person,
      subject: { kind: 'order-backfill', id: backfill.id },
      correlationId: `backfill ${backfill.id}`,
      body: { selection },
    });
    return backfill;
  }

  /** @throws NotFoundException, and ConflictException when it was started before */
  async start(step: Step, connectionId: string, id: string): Promise<OrderBackfillEntity> {
    const backfill = await step.tx.findOne(OrderBackfillEntity, {
      where: { id, connectionId },
      lock: { mode: 'pessimistic_write' },
    });
    if (backfill === null) throw new NotFoundException(`There is no backfill ${id} of that connection`);
    if (backfill.state !== 'estimated')
      throw new ConflictException(`The backfill ${id} is ${backfill.state}: only one that is estimated can be started`);
    return this.ask(step, backfill, false);
  }

  /** Reads a selection without a person's word: the connector's own need. */
  async read(
    step: Step,
    connectionId: string,
    selection: AmazonOrderSelectionV1,
    { again }: { again: boolean },
  ): Promise<void> {
    const backfill = this.made(step, connectionId, selection, 'asked');
    await step.tx.insert(OrderBackfillEntity, backfill);
    await this.ask(step, backfill, again);
  }

  private async ask(step: Step, backfill: OrderBackfillEntity, again: boolean): Promise<OrderBackfillEntity> {
    backfill.state = 'asked';
    backfill.changedAt = this.clock.now();
    const { id } = await this.commands.request(step, {
      contract: backfillAmazonOrdersV1,
      connectionId: backfill.connectionId,
      window: amazonWindow(backfill.connectionId),
      priority: priority.order,
      subject: { kind: 'order-backfill', id: backfill.id },
      correlationId: `backfill ${backfill.id}`,
      body: { selection: backfill.selection, again },
    });
    backfill.commandId = id;
    return step.tx.save(backfill);
  }

  private made(
    step: Step,
    connectionId: string,
    selection: AmazonOrderSelectionV1,
    state: OrderBackfillEntity['state'],
  ): OrderBackfillEntity {
    const now = this.clock.now();
    return step.tx.create(OrderBackfillEntity, {
      id: uuidV7(),
      connectionId,
      selection,
      state,
      reasonCode: null,
      estimate: null,
      commandId: null,
      orders: 0,
      calls: 0,
      createdAt: now,
      changedAt: now,
    });
  }
}
