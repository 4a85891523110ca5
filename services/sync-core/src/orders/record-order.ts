import { amazonOrderUpdatedV1, AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import { validatedAs } from '@connector/messaging';
import { CLOCK, Failure, traceparent, type Clock } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { purgeTime } from '../care/domain/purge-time.js';
import { Connections } from '../connections/connections.js';
import { ReserveStock } from '../stock/reserve-stock.js';
import { destinationOf } from '../vat/domain/destination.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { materialContent, personalDataToKeep } from './domain/material-content.js';
import { FollowOrder } from './follow-order.js';
import { Orders } from './orders.js';
import { Timeline } from './timeline.js';

/** Writes down what Amazon says of an order now, and lets it take the step that follows (manual chapter 6; domain O1, O6 to O9). */
@Injectable()
export class RecordOrder {
  constructor(
    private readonly connections: Connections,
    private readonly orders: Orders,
    private readonly sealer: Sealer,
    private readonly timeline: Timeline,
    private readonly follow: FollowOrder,
    private readonly stock: ReserveStock,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(step: Step, connectionId: string, update: AmazonOrderUpdatedV1): Promise<void> {
    const connection = await this.connections.find(step.tx, connectionId);
    if (connection === undefined)
      throw new Failure('bug', 'connection_unknown', 'An order came for a connection that does not exist');
    const kept = await this.keep(step, connection, update);
    if (kept === undefined) return;
    const { order, isNew, changed } = kept;
    const status = update.fulfillmentStatus ?? 'UNKNOWN';
    await this.timeline.add(step.tx, order, isNew ? 'seen' : 'updated', { status });
    await this.follow.follow(step, order, connection, { isNew, changed, why: WHY_UPDATE });
    await this.stock.follow(step.tx, order);
    // nobody needs the buyer of an order that does not come
    const isOver = order.state === 'skipped' || order.state === 'cancelled';
    if (!isOver || order.personalData === null) return;
    order.purgeAt = this.clock.now();
    await step.tx.save(order);
  }

  /** Undefined: the update is older than what is stored, or the same (domain O9). */
  private async keep(
    step: Step,
    connection: ConnectionEntity,
    update: AmazonOrderUpdatedV1,
  ): Promise<{ order: AmazonOrderEntity; isNew: boolean; changed: boolean } | undefined> {
    const { personalData: sealed, ...snapshot } = update;
    const { order, isNew } = await this.row(step, connection, snapshot);
    if (!isNew) {
      const age = order.lastUpdatedTime.getTime() - Date.parse(update.lastUpdatedTime);
      if (age > 0 || (age === 0 && order.snapshot.contentHash === update.contentHash)) return undefined;
    }
    const before = this.orders.personalData(order);
    const personal = personalDataToKeep(before, this.opened(connection, sealed));
    const changed = !isNew && materialContent(order.snapshot, before) !== materialContent(snapshot, personal);
    if (changed && (order.state === 'ordering' || order.state === 'done')) order.bookedSnapshot ??= order.snapshot;
    order.lastUpdatedTime = new Date(update.lastUpdatedTime);
    order.snapshot = snapshot;
    order.traceparent = traceparent() ?? null;
    order.currency = update.grandTotal?.currency ?? order.currency;
    this.keepBuyer(order, personal, connection);
    // a country that is known for a territory of its own stays so when the postcode is gone
    if (personal?.deliveryAddress?.postalCode !== undefined || order.shipTo === null)
      order.shipTo = destinationOf(snapshot, personal, connection.settings.shipFromCountry);
    await step.tx.save(order);
    return { order, isNew, changed };
  }

  /** A buyer whose data had to end is not taken in again, whatever Amazon still tells (domain C2). */
  private keepBuyer(
    order: AmazonOrderEntity,
    personal: AmazonOrderPersonalDataV1 | undefined,
    { settings }: ConnectionEntity,
  ): void {
    if (order.snapshot.fulfillmentStatus === 'SHIPPED') order.shippedAt ??= order.lastUpdatedTime;
    const ends = purgeTime(order);
    // finished is finished, where the installation says so
    const isFinished = order.state === 'done' && settings.purgeWhenFinished === true;
    if (personal === undefined || isFinished || ends <= this.clock.now()) return;
    order.personalData = this.orders.seal(order, personal);
    order.purgeAt = ends;
  }

  private async row(
    step: Step,
    connection: ConnectionEntity,
    snapshot: AmazonOrderEntity['snapshot'],
  ): Promise<{ order: AmazonOrderEntity; isNew: boolean }> {
    const key = { connectionId: connection.id, amazonOrderId: snapshot.amazonOrderId };
    const inserted = await step.tx.query<unknown[]>(
      `INSERT INTO sync_core.amazon_order
         (connection_id, amazon_order_id, division, state, last_updated_time, created_time, snapshot, first_seen_at, changed_at)
       VALUES ($1, $2, $3, 'received', $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING RETURNING 1`,
      [
        key.connectionId,
        key.amazonOrderId,
        connection.division,
        snapshot.lastUpdatedTime,
        snapshot.createdTime,
        snapshot,
        this.clock.now(),
      ],
    );
    return { order: (await this.orders.lock(step.tx, key))!, isNew: inserted.length > 0 };
  }

  private opened(
    { id }: ConnectionEntity,
    sealed: AmazonOrderUpdatedV1['personalData'],
  ): AmazonOrderPersonalDataV1 | undefined {
    if (sealed === undefined) return undefined;
    const opened = this.sealer.open(sealed, messagePlace(id, amazonOrderUpdatedV1.name, 'personalData'));
    return validatedAs(AmazonOrderPersonalDataV1, 'personalData', opened);
  }
}

const WHY_UPDATE = { 'why.nl': 'Amazon meldde een wijziging', 'why.en': 'Amazon reported a change' };
