import { reasonOf, type ReasonCode } from '@connector/contracts';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { ReleaseHeldOrders } from '../held-work/release-held-orders.js';
import { ReserveStock } from '../stock/reserve-stock.js';
import { transition, type OrderEvent } from './domain/order-state.js';
import type { TimelineCode } from './timeline-catalogue.js';
import { Notices } from './notices.js';
import { Timeline } from './timeline.js';

/** After these the order does not come. */
const ENDS: ReadonlySet<OrderEvent> = new Set(['cancel', 'skip', 'sales-order-removed']);

/** Moves orders through their states. Every move stands in the order's timeline. */
@Injectable()
export class OrderMoves {
  constructor(
    private readonly timeline: Timeline,
    private readonly notices: Notices,
    private readonly stock: ReserveStock,
    private readonly release: ReleaseHeldOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async move(
    tx: EntityManager,
    order: AmazonOrderEntity,
    event: OrderEvent,
    said?: { code: TimelineCode; detail?: Readonly<Record<string, string>> },
  ): Promise<void> {
    order.state = transition(order.state, event);
    if (order.state !== 'held' && order.state !== 'skipped') {
      order.reasonCode = null;
      order.reasonDetail = null;
    }
    order.changedAt = this.clock.now();
    // nobody needs the buyer of an order that does not come (domain C2)
    if (ENDS.has(event)) order.purgeAt = order.personalData === null ? null : order.changedAt;
    await tx.save(order);
    if (event === 'sales-order-there' && order.retriedAfter !== null)
      await this.release.causeIsGone(tx, order.connectionId, order.retriedAfter, order.debtorId);
    if (event === 'cancel' || event === 'skip') await this.stock.follow(tx, order);
    if (said !== undefined) await this.timeline.add(tx, order, said.code, said.detail);
  }

  /** Held: kept, visible with its reason, never lost (domain, Words). */
  async hold(
    tx: EntityManager,
    order: AmazonOrderEntity,
    reasonCode: string,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    order.reasonCode = reasonCode;
    order.reasonDetail = { ...detail };
    await this.move(tx, order, 'hold', { code: 'held', detail: { ...detail, ...reasonDetail(reasonCode) } });
  }

  async skip(tx: EntityManager, order: AmazonOrderEntity, reasonCode: ReasonCode): Promise<void> {
    const before = order.reasonCode;
    order.reasonCode = reasonCode;
    order.reasonDetail = null;
    const said = before === reasonCode ? undefined : { code: 'skipped' as const, detail: reasonDetail(reasonCode) };
    await this.move(tx, order, 'skip', said);
  }

  /** Carried out, and listed for a person's attention. */
  async show(
    tx: EntityManager,
    order: AmazonOrderEntity,
    code: TimelineCode,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    order.attention = code;
    await tx.save(order);
    await this.notices.list(tx, order, { code, detail });
  }
}

function reasonDetail(reasonCode: string): Record<string, string> {
  const { nl, en } = reasonOf(reasonCode);
  return { reasonCode, 'reason.nl': nl, 'reason.en': en };
}
