import type { MoneyV1 } from '@connector/contracts';
import { equal, formatMoney, money, type Money } from '@connector/money';
import { Injectable } from '@nestjs/common';
import { EnsureOrderItems } from '../catalogue/ensure-order-items.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { ReserveStock } from '../stock/reserve-stock.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { ComposeOrder } from './compose-order.js';
import { takes } from './domain/order-state.js';
import { FollowOrder } from './follow-order.js';
import { OrderMoves } from './order-moves.js';
import { OrderPlaces } from './order-place.js';
import { Orders, subjectIdOf } from './orders.js';

/** A sales order that stands in Exact. */
export interface StandingSalesOrder {
  readonly salesOrderId: string;
  readonly orderNumber?: number;
  /** total incl. VAT that Exact reports */
  readonly total?: MoneyV1;
  /** made by another product or a person, and left as it is */
  readonly adopted: boolean;
}

/** Books the sales order of an order: mapping, state and timeline; a total that differs is shown, never hidden (domain O2, M6). */
@Injectable()
export class BookSalesOrder {
  constructor(
    private readonly connections: Connections,
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly commands: RequestCommand,
    private readonly follow: FollowOrder,
    private readonly places: OrderPlaces,
    private readonly items: EnsureOrderItems,
    private readonly composition: ComposeOrder,
    private readonly stock: ReserveStock,
  ) {}

  /** `at`: when Exact told of it. False: the order has a sales order already. */
  async book(step: Step, order: AmazonOrderEntity, standing: StandingSalesOrder, at: Date): Promise<boolean> {
    if (!takes(order.state, 'sales-order-there')) return false;
    // it may have been taken back, and asked for again: one sales order is enough
    await this.commands.withdraw(step, { kind: 'order', id: subjectIdOf(order) });
    const expected = await this.expected(step, order);
    const { total } = standing;
    order.salesOrderId = standing.salesOrderId;
    order.salesOrderNumber = standing.orderNumber ?? null;
    order.exactTotal = total === undefined ? null : String(total.minorUnits);
    const detail = {
      number: String(standing.orderNumber ?? '-'),
      total: total === undefined ? '-' : formatMoney(total),
    };
    await this.moves.move(step.tx, order, 'sales-order-there', { code: standing.adopted ? 'adopted' : 'done', detail });
    if (order.snapshot.fulfillmentStatus === 'CANCELLED') await this.stock.follow(step.tx, order);
    else await this.stock.book(step.tx, order, at);
    if (total !== undefined && expected !== undefined && !equal(total, expected)) {
      const figures = { exact: formatMoney(total), amazon: formatMoney(expected) };
      await this.moves.show(step.tx, order, 'total_differs', figures);
    }
    // what Amazon told while it was being made is listed now (domain O8)
    const connection = await this.connections.find(step.tx, order.connectionId);
    if (connection?.settings.purgeWhenFinished === true && order.personalData !== null) {
      order.purgeAt = order.changedAt;
      await step.tx.save(order);
    }
    if (connection !== undefined) await this.follow.follow(step, order, connection, { why: WHY_THERE });
    return true;
  }

  /** What we asked for; of a sales order that was there before: the gross of 6.2, else Amazon's total (domain O2). */
  private async expected(step: Step, order: AmazonOrderEntity): Promise<Money | undefined> {
    if (order.expectedTotal !== null && order.currency !== null)
      return money(Number(order.expectedTotal), order.currency);
    const connection = await this.connections.find(step.tx, order.connectionId);
    const division = await step.tx.findOneBy(DivisionEntity, { division: order.division });
    if (connection === undefined || division === null) return order.snapshot.grandTotal;
    const place = this.places.of(order, this.orders.personalData(order), connection, division.masterData);
    const needed = await this.items.needed(step.tx, order);
    const composed = this.composition.compose(order, connection, division.masterData, place, needed);
    order.bookedPlace = place;
    order.bookedSnapshot = null;
    if (!composed.ok) return order.snapshot.grandTotal;
    order.expectedTotal = String(composed.order.expectedTotal);
    return money(composed.order.expectedTotal, composed.order.currency);
  }
}

const WHY_THERE = { 'why.nl': 'de verkooporder is er', 'why.en': 'the sales order is there' };
