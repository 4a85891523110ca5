import { createExactSalesOrderV1, type ExactMasterDataPublishedV1 } from '@connector/contracts';
import { formatMoney, money } from '@connector/money';
import { inTraceOf } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import { EnsureOrderItems, type NeededItem } from '../catalogue/ensure-order-items.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { EnsureOrderDebtor, type DebtorProgress } from '../debtors/ensure-order-debtor.js';
import { DivisionEntity } from '../installation/division.entity.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { ComposeOrder } from './compose-order.js';
import type { ComposedOrder } from './domain/compose-sales-order.js';
import { LookForSalesOrder } from './look-for-sales-order.js';
import { planOrderDebtor } from '../debtors/plan-order-debtor.js';
import { OrderMoves } from './order-moves.js';
import { OrderPlaces } from './order-place.js';
import { Orders, subjectIdOf } from './orders.js';
import type { OrderKey } from './timeline.js';

/**
 * Takes an order as far as it goes now: ready → debtor → items → ordering. Called whenever something that it may wait for has
 * changed; called once too often, it does nothing.
 */
@Injectable()
export class AdvanceOrder {
  constructor(
    private readonly connections: Connections,
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly debtors: EnsureOrderDebtor,
    private readonly items: EnsureOrderItems,
    private readonly commands: RequestCommand,
    private readonly sealer: Sealer,
    private readonly places: OrderPlaces,
    private readonly composition: ComposeOrder,
    private readonly look: LookForSalesOrder,
  ) {}

  /** The same for an order that is only known by its key. */
  async advanceByKey(step: Step, key: OrderKey): Promise<void> {
    const order = await this.orders.lock(step.tx, key);
    if (order !== undefined) await this.advance(step, order);
  }

  /** Orders that stand on their way while nobody is going to answer: an answer came while the connection was paused. */
  async advanceWaiting(step: Step, connectionId: string): Promise<void> {
    const waiting = await step.tx.query<OrderKey[]>(
      `SELECT connection_id AS "connectionId", amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order
       WHERE connection_id = $1 AND state IN ('ready', 'debtor', 'items') ORDER BY amazon_order_id`,
      [connectionId],
    );
    for (const key of waiting) await this.advanceByKey(step, key);
  }

  /** Continues the order's own trace: what it waited for may have been asked for by another order. */
  async advance(step: Step, order: AmazonOrderEntity): Promise<void> {
    await inTraceOf(order.traceparent, () => this.advanceNow(step, order));
  }

  private async advanceNow(step: Step, order: AmazonOrderEntity): Promise<void> {
    if (order.state !== 'ready' && order.state !== 'debtor' && order.state !== 'items') return;
    // held, or a change of its status could look for held orders just before this one is held for the old status
    const connection = await this.connections.hold(step.tx, order.connectionId);
    const division = await step.tx.findOneBy(DivisionEntity, { division: order.division });
    if (connection === undefined || division === null || connection.status !== 'active') {
      if (order.state === 'ready') await this.moves.hold(step.tx, order, 'connection_not_ready');
      return;
    }
    const facts = division.masterData;
    if (order.state === 'ready') await this.begin(step, order, connection, facts);
    if (order.state === 'debtor') await this.awaitDebtor(step, order);
    if (order.state === 'items') await this.awaitItems(step, order, connection, facts);
  }

  /** Nothing is made in Exact for an order that cannot become a sales order: money and VAT are looked at first. */
  private async begin(
    step: Step,
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
  ): Promise<void> {
    // before anything else is asked of it: money and VAT are not ours to judge where somebody has booked it already (O2)
    if (await this.look.mustWait(step, order, connection)) return;
    const personal = this.orders.personalData(order);
    const plan = planOrderDebtor(order, personal, connection.settings, facts.country);
    if (!plan.ok) return this.moves.hold(step.tx, order, plan.reason, plan.detail);
    const place = this.places.of(order, personal, connection, facts);
    const preview = this.composition.compose(order, connection, facts, place, []);
    if (!preview.ok) return this.moves.hold(step.tx, order, preview.reason, preview.detail);
    if (connection.dryRun) return this.moves.hold(step.tx, order, 'dry_run', previewOf(preview.order));
    for (const { code, country } of plan.plan.shown) await this.moves.show(step.tx, order, code, { country });
    await this.debtors.ensure(step, order, connection, plan.plan);
    await this.items.ensure(step, order, connection, facts);
    const cut =
      plan.plan.cut.length === 0
        ? undefined
        : { code: 'text_cut' as const, detail: { fields: plan.plan.cut.join(', ') } };
    await this.moves.move(step.tx, order, 'debtor-asked', cut ?? { code: 'debtor_asked' });
  }

  private async awaitDebtor(step: Step, order: AmazonOrderEntity): Promise<void> {
    const found = await this.debtors.stateOf(step.tx, order);
    if (found.state === 'held')
      return this.moves.hold(step.tx, order, found.reasonCode ?? 'debtor_held', {
        step: 'debtor',
        ...saying(found.platformMessage),
      });
    if (found.state === 'ready') await this.moves.move(step.tx, order, 'debtor-ready', { code: 'debtor_ready' });
  }

  private async awaitItems(
    step: Step,
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
  ): Promise<void> {
    const debtor = await this.debtors.stateOf(step.tx, order);
    // it was ready, and is gone since: found or made anew before anything is booked on it (D14)
    if (debtor.state !== 'ready') {
      await this.moves.move(step.tx, order, 'changed', { code: 'debtor_gone' });
      return this.advanceNow(step, order);
    }
    const needed = await this.items.needed(step.tx, order);
    const held = needed.find(({ state }) => state === 'held');
    if (held !== undefined)
      return this.moves.hold(step.tx, order, held.reasonCode ?? 'item_held', {
        step: 'item',
        code: held.code,
        ...saying(held.platformMessage),
      });
    if (needed.some(({ state }) => state !== 'ready')) return;
    const place = this.places.of(order, this.orders.personalData(order), connection, facts);
    const result = this.composition.compose(order, connection, facts, place, needed);
    if (!result.ok) return this.moves.hold(step.tx, order, result.reason, result.detail);
    // switched on meanwhile
    if (connection.dryRun) return this.moves.hold(step.tx, order, 'dry_run', previewOf(result.order));
    order.bookedPlace = place;
    order.bookedSnapshot = null;
    await this.askForSalesOrder(step, order, connection, facts, result.order, needed, debtor);
  }

  private async askForSalesOrder(
    step: Step,
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    composed: ComposedOrder,
    needed: readonly NeededItem[],
    { accountId, deliveryAddressId }: DebtorProgress,
  ): Promise<void> {
    const warehouseId = facts.warehouses.find(({ code }) => code === composed.warehouse)?.id;
    const total = money(composed.expectedTotal, composed.currency);
    const itemId = (part: string): string => needed.find((item) => item.part === part)!.exactItemId!;
    const place = messagePlace(connection.id, createExactSalesOrderV1.name, 'remarks');
    await this.commands.request(step, {
      contract: createExactSalesOrderV1,
      connectionId: connection.id,
      window: exactWindow(order.division),
      priority: priority.order,
      finishes: true,
      subject: { kind: 'order', id: subjectIdOf(order) },
      correlationId: order.amazonOrderId,
      body: {
        division: order.division,
        yourRef: order.amazonOrderId,
        lookFirst: this.look.mustLookAgain(order, connection),
        orderedBy: accountId!,
        orderDate: composed.orderDate,
        description: order.amazonOrderId,
        paymentCondition: connection.settings.paymentCondition,
        currency: composed.currency,
        expectedTotal: { ...total },
        lines: composed.lines.map((line) => ({
          itemId: itemId('service' in line.of ? `service:${line.of.service}` : line.of.orderItemId),
          description: line.description,
          quantity: line.quantity,
          netPrice: line.netPrice,
          vatCode: line.vatCode,
        })),
        ...(deliveryAddressId === undefined ? {} : { deliveryAddressId }),
        ...(composed.deliveryDate === undefined ? {} : { deliveryDate: composed.deliveryDate }),
        ...(warehouseId === undefined ? {} : { warehouseId }),
        ...(composed.remarks === undefined ? {} : { remarks: this.sealer.seal(composed.remarks, place) }),
      },
    });
    order.expectedTotal = String(total.minorUnits);
    order.currency = total.currency;
    await this.moves.move(step.tx, order, 'sales-order-asked', { code: 'composed', detail: previewOf(composed) });
  }
}

function previewOf(composed: ComposedOrder): Record<string, string> {
  return {
    lines: String(composed.lines.length),
    total: formatMoney(money(composed.expectedTotal, composed.currency)),
    why: composed.why,
  };
}

const saying = (message: string | null | undefined): Record<string, string> =>
  message == null ? {} : { exact: message };
