import { setAmazonStockV1, setManyAmazonStockV1 } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { amazonWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { defaultBrake, waitsFor, type WaitsFor } from './domain/brake.js';

/** Offers that leave in one step, as many as one command takes; the rest follows in the next. */
const OFFERS_A_STEP = 2_500;

/** More than so many leave in one command: the gateway chooses between single writes and a feed. */
const ONE_BY_ONE = 50;

interface Schedule {
  approved_at: Date | null;
  interval_began_at: Date | null;
  sellable_at_start: number;
  emptied: number;
  waits_for: WaitsFor | null;
  released_at: Date | null;
}

interface DueOffer {
  sku: string;
  marketplace_id: string;
  wanted_quantity: number;
  empties: boolean;
}

/** Lets what changed go to Amazon, unless a person must look first: the first run of a connection, or the brake (domain S3, S4, S7). */
@Injectable()
export class SendOffers {
  constructor(
    private readonly connections: Connections,
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The number of offers that left. */
  async send(step: Step, connectionId: string): Promise<number> {
    const connection = await this.connections.find(step.tx, connectionId);
    const schedule = await this.lock(step, connectionId);
    if (connection === undefined || schedule === undefined) return 0;
    const { sellable, emptying } = await this.countDue(step, connectionId);
    const emptied = schedule.emptied + emptying;
    const sellableAtStart = schedule.interval_began_at === null ? sellable : schedule.sellable_at_start;
    const movement = { firstRunApproved: schedule.approved_at !== null, emptied, sellableAtStart };
    const waits =
      schedule.released_at === null ? waitsFor(movement, connection.settings.stock.brake ?? defaultBrake) : undefined;
    if (waits !== undefined) {
      await step.tx.query(
        `UPDATE sync_core.stock_schedule SET waits_for = $2, waits_since = coalesce(waits_since, $3) WHERE connection_id = $1`,
        [connectionId, waits, this.clock.now()],
      );
      return 0;
    }
    const due = await this.due(step, connectionId);
    for (const [marketplaceId, offers] of Map.groupBy(due, (offer) => offer.marketplace_id)) {
      const wanted = offers.map(({ sku, wanted_quantity: quantity }) => ({ sku, quantity }));
      if (wanted.length > ONE_BY_ONE) await this.askMany(step, connectionId, marketplaceId, wanted);
      else for (const offer of wanted) await this.ask(step, connectionId, { ...offer, marketplaceId });
    }
    const isLast = due.length < OFFERS_A_STEP;
    await step.tx.query(
      `UPDATE sync_core.stock_schedule SET waits_for = NULL, waits_since = NULL, interval_began_at = coalesce(interval_began_at, $2),
         sellable_at_start = $3, emptied = CASE WHEN released_at IS NOT NULL AND $5 THEN 0 ELSE emptied + $4 END,
         released_at = CASE WHEN $5 THEN NULL ELSE released_at END WHERE connection_id = $1`,
      [connectionId, this.clock.now(), sellableAtStart, due.filter(({ empties }) => empties).length, isLast],
    );
    return due.length;
  }

  /** A person has looked: what waits now leaves whole, whatever it empties. False: nothing waits, or nothing any more. */
  async release(step: Step, connectionId: string, by: string): Promise<boolean> {
    const schedule = await this.lock(step, connectionId);
    if (schedule?.waits_for == null) return false;
    const isAnyDue = await this.isAnyDue(step, connectionId);
    // where Exact was put right meanwhile, the release would count for the next run, which nobody has seen
    await step.tx.query(
      `UPDATE sync_core.stock_schedule SET released_at = CASE WHEN $4 THEN $2::timestamptz END,
         approved_at = coalesce(approved_at, $2), approved_by = $3, waits_for = NULL, waits_since = NULL WHERE connection_id = $1`,
      [connectionId, this.clock.now(), by, isAnyDue],
    );
    return isAnyDue || schedule.waits_for === 'first-run';
  }

  /** A new interval begins: what stands above 0 now is what the brake measures by. A run that is undone waits for nobody. */
  async beginInterval(step: Step, connectionId: string): Promise<void> {
    await step.tx.query(
      `UPDATE sync_core.stock_schedule s SET interval_began_at = $2, emptied = 0, sellable_at_start = (
         SELECT count(*) FROM sync_core.stock_offer o WHERE o.connection_id = s.connection_id AND o.expected_quantity > 0),
         waits_for = CASE WHEN $3 OR waits_for <> 'brake' THEN waits_for END,
         waits_since = CASE WHEN $3 OR waits_for <> 'brake' THEN waits_since END
       WHERE connection_id = $1`,
      [connectionId, this.clock.now(), await this.isAnyDue(step, connectionId)],
    );
  }

  private async isAnyDue(step: Step, connectionId: string): Promise<boolean> {
    const [row] = await step.tx.query<{ due: boolean }[]>(
      `SELECT exists (SELECT 1 FROM sync_core.stock_offer WHERE connection_id = $1 AND is_due) AS due`,
      [connectionId],
    );
    return row!.due;
  }

  private async lock(step: Step, connectionId: string): Promise<Schedule | undefined> {
    const [row] = await step.tx.query<Schedule[]>(
      `SELECT approved_at, interval_began_at, sellable_at_start, emptied, waits_for, released_at FROM sync_core.stock_schedule
       WHERE connection_id = $1 FOR UPDATE`,
      [connectionId],
    );
    return row;
  }

  private async countDue(step: Step, connectionId: string): Promise<{ sellable: number; emptying: number }> {
    const [row] = await step.tx.query<{ sellable: number; emptying: number }[]>(
      `SELECT (count(*) FILTER (WHERE expected_quantity > 0))::int AS sellable,
         (count(*) FILTER (WHERE is_due AND wanted_quantity = 0 AND expected_quantity > 0))::int AS emptying
       FROM sync_core.stock_offer WHERE connection_id = $1`,
      [connectionId],
    );
    return row!;
  }

  /** What must come down goes first: it is what could be sold twice. */
  private async due(step: Step, connectionId: string): Promise<DueOffer[]> {
    return step.tx.query<DueOffer[]>(
      `WITH due AS (
         SELECT o.connection_id, o.sku, coalesce(o.wanted_quantity = 0 AND o.expected_quantity > 0, false) AS empties
         FROM sync_core.stock_offer o WHERE o.connection_id = $1 AND o.is_due
         ORDER BY o.wanted_quantity - coalesce(o.expected_quantity, 0), o.sku LIMIT $2 FOR UPDATE),
       sent AS (
         UPDATE sync_core.stock_offer o SET is_due = false, reason_code = NULL, platform_message = NULL FROM due
         WHERE o.connection_id = due.connection_id AND o.sku = due.sku
         RETURNING o.sku, o.wanted_quantity, due.empties)
       SELECT sent.*, (SELECT min(l.marketplace_id) FROM sync_core.listing l WHERE l.connection_id = $1 AND l.sku = sent.sku) AS marketplace_id
       FROM sent`,
      [connectionId, OFFERS_A_STEP],
    );
  }

  /** Many writes in one command; a newer quantity of one of them follows alone; at the gateway it takes the place of one that waits, and waits for one that is on its way. */
  private async askMany(
    step: Step,
    connectionId: string,
    marketplaceId: string,
    offers: { sku: string; quantity: number }[],
  ): Promise<void> {
    const id = `${connectionId}/${marketplaceId}/${uuidV7()}`;
    await this.commands.request(step, {
      contract: setManyAmazonStockV1,
      connectionId,
      window: amazonWindow(connectionId),
      priority: priority.stock,
      subject: { kind: 'stock-many', id },
      correlationId: `stock ${marketplaceId}`,
      body: { marketplaceId, offers },
    });
  }

  /** One write of a SKU is on its way; a newer quantity takes the place of one that still waits (domain S4). */
  private async ask(
    step: Step,
    connectionId: string,
    offer: { sku: string; marketplaceId: string; quantity: number },
  ): Promise<void> {
    await this.commands.request(step, {
      contract: setAmazonStockV1,
      connectionId,
      window: amazonWindow(connectionId),
      priority: priority.stock,
      subject: { kind: 'stock-offer', id: `${connectionId}/${offer.sku}` },
      correlationId: `stock ${offer.sku}`.slice(0, 80),
      body: offer,
    });
  }
}
