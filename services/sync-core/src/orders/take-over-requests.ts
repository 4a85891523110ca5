import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EnsureOrderItems } from '../catalogue/ensure-order-items.js';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { EnsureOrderDebtor } from '../debtors/ensure-order-debtor.js';
import { planOrderDebtor } from '../debtors/plan-order-debtor.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { Orders } from './orders.js';
import type { OrderKey } from './timeline.js';

const ORDERS_AT_ONCE = 50;

/**
 * Debtors and items are shared by the connections of a division. An order whose debtor or item was asked for by a connection that
 * was paused since, or that left the division, asks for it itself: a pause holds up nobody else (domain V5).
 */
@Injectable()
export class TakeOverRequests {
  constructor(
    private readonly orders: Orders,
    private readonly connections: Connections,
    private readonly debtors: EnsureOrderDebtor,
    private readonly items: EnsureOrderItems,
  ) {}

  /** Orders of active connections that wait for something that nobody asks Exact for now. */
  async waiting(tx: EntityManager): Promise<OrderKey[]> {
    return tx.query<OrderKey[]>(
      `SELECT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId"
       FROM sync_core.amazon_order o JOIN sync_core.connection c ON c.id = o.connection_id AND c.division = o.division
       WHERE o.state IN ('debtor', 'items') AND c.status = 'active' AND NOT c.dry_run AND (
         exists (SELECT 1 FROM sync_core.debtor d WHERE d.id = o.debtor_id AND d.state = 'requested' AND ${notAsked('debtor', 'd.id')})
         OR exists (SELECT 1 FROM sync_core.delivery_address a JOIN sync_core.debtor d ON d.id = a.debtor_id AND d.state = 'ready'
           WHERE a.id = o.delivery_address_id AND a.state = 'requested'
             AND ${notAsked('delivery-address', 'a.id')} AND ${notAsked('debtor', 'd.id')})
         OR exists (SELECT 1 FROM sync_core.order_item n JOIN sync_core.item i ON i.id = n.item_id
           WHERE n.connection_id = o.connection_id AND n.amazon_order_id = o.amazon_order_id
             AND i.state IN ('wanted', 'requested') AND ${notAsked('item', 'i.id')}))
       ORDER BY o.changed_at, o.amazon_order_id LIMIT ${ORDERS_AT_ONCE}`,
    );
  }

  async takeOver(step: Step, key: OrderKey): Promise<void> {
    const order = await this.orders.lock(step.tx, key);
    const connection = await this.connections.hold(step.tx, key.connectionId);
    if (order === undefined || connection === undefined || connection.status !== 'active') return;
    const division = await step.tx.findOneBy(DivisionEntity, { division: order.division });
    if (division === null || (order.state !== 'debtor' && order.state !== 'items')) return;
    const facts = division.masterData;
    const personal = this.orders.personalData(order);
    const plan = planOrderDebtor(order, personal, connection.settings, facts.country);
    if (plan.ok && order.state === 'debtor') await this.debtors.ensure(step, order, connection, plan.plan);
    await this.items.ensure(step, order, connection, facts);
  }
}

/** No command about it is on its way, and none waits that may leave. */
function notAsked(kind: string, id: string): string {
  return `NOT exists (SELECT 1 FROM sync_core.command m JOIN sync_core.connection x ON x.id = m.connection_id
    WHERE m.subject_kind = '${kind}' AND m.subject_id = ${id}::text AND (m.state = 'sent' OR m.state = 'waiting' AND x.status = 'active'))`;
}
