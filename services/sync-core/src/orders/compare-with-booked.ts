import { removeExactSalesOrderV1, type ExactMasterDataPublishedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { EnsureOrderItems } from '../catalogue/ensure-order-items.js';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { DivisionEntity } from '../installation/division.entity.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { ComposeOrder } from './compose-order.js';
import {
  bookingOf,
  differencesOf,
  fingerprintOf,
  type Booking,
  type Difference,
  type OrderPlace,
} from './domain/booked-order.js';
import { isSaidByAmazon, type Verdict } from './domain/judge-order.js';
import { Notices } from './notices.js';
import { OrderMoves } from './order-moves.js';
import { OrderPlaces } from './order-place.js';
import { Orders, subjectIdOf } from './orders.js';

/**
 * A sales order stands as it was made; what Amazon changed since is listed as "correction needed", old against new, until a
 * person ticks it off or the next update undoes it (domain O8). Both sides are reckoned by the settings of today, so that a
 * change of the VAT table is no change of the order.
 */
@Injectable()
export class CompareWithBooked {
  constructor(
    private readonly orders: Orders,
    private readonly places: OrderPlaces,
    private readonly items: EnsureOrderItems,
    private readonly composition: ComposeOrder,
    private readonly moves: OrderMoves,
    private readonly notices: Notices,
    private readonly commands: RequestCommand,
  ) {}

  async compare(step: Step, order: AmazonOrderEntity, connection: ConnectionEntity, verdict: Verdict): Promise<void> {
    const { tx } = step;
    if (verdict.verdict === 'cancelled') {
      await this.notices.undo(tx, order, 'correction_needed');
      await this.moves.show(tx, order, 'cancelled_after_import');
      return this.remove(step, order, connection);
    }
    await this.notices.undo(tx, order, 'cancelled_after_import');
    // a removal that has not left yet is no longer wanted
    await this.commands.withdraw(step, { kind: 'order', id: subjectIdOf(order) });
    if (order.bookedPlace === null || verdict.verdict === 'wait' || verdict.verdict === 'pending') return;
    const division = await tx.findOneBy(DivisionEntity, { division: order.division });
    if (division === null) return;
    const facts = division.masterData;
    const place = this.places.of(order, this.orders.personalData(order), connection, facts);
    const differences: Difference[] =
      verdict.verdict === 'skip' && isSaidByAmazon(verdict.reason)
        ? [{ what: 'no longer a sale', booked: '-', now: verdict.reason }]
        : await this.differences(step, order, connection, facts, place);
    if (differences.length === 0) return this.notices.undo(tx, order, 'correction_needed');
    order.attention = 'correction_needed';
    await tx.save(order);
    await this.notices.list(tx, order, {
      code: 'correction_needed',
      detail: { differences: differences.map(({ what, booked, now }) => `${what}: ${booked} → ${now}`).join('; ') },
      differences,
      fingerprint: fingerprintOf(differences, place),
    });
  }

  /** The undelivered sales order goes too, where the installation says so; Exact refuses one of which something has left. */
  private async remove(step: Step, order: AmazonOrderEntity, connection: ConnectionEntity): Promise<void> {
    if (!connection.settings.removeCancelledSalesOrders || order.salesOrderId === null) return;
    // it stands in a division that the connection has left: nothing is written there any more (domain V4)
    if (order.division !== connection.division) return;
    await this.commands.request(step, {
      contract: removeExactSalesOrderV1,
      connectionId: connection.id,
      window: exactWindow(order.division),
      priority: priority.order,
      subject: { kind: 'order', id: subjectIdOf(order) },
      correlationId: order.amazonOrderId,
      body: { division: order.division, salesOrderId: order.salesOrderId, yourRef: order.amazonOrderId },
    });
  }

  private async differences(
    step: Step,
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    now: OrderPlace,
  ): Promise<Difference[]> {
    const needed = await this.items.needed(step.tx, order);
    const before = order.bookedPlace!;
    const bookingFor = (snapshot: AmazonOrderEntity['snapshot'], place: OrderPlace): Booking =>
      bookingOf(this.composition.compose(order, connection, facts, place, needed, snapshot), (id) =>
        itemOf(snapshot, id),
      );
    return differencesOf(bookingFor(order.bookedSnapshot ?? order.snapshot, before), bookingFor(order.snapshot, now), {
      before,
      now,
    });
  }
}

function itemOf({ lines }: AmazonOrderEntity['snapshot'], orderItemId: string): string {
  const line = lines.find((entry) => entry.orderItemId === orderItemId);
  return line?.sku ?? line?.asin ?? orderItemId;
}
