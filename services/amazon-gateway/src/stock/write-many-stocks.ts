import { UnitOfWork } from '@connector/messaging';
import { CLOCK, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { Polls, type Poll } from '../polling/polls.js';
import { read } from '../selling-partner-api/answer-reader.js';
import { channelsOf, ListingsApi } from '../selling-partner-api/listings.js';
import { feedThreshold, LARGEST_FEED } from './domain/patch-or-feed.js';
import { MANY_FLOW, ManyStocks, type ManyOffer } from './many-stocks.js';
import { ObservedStock } from './observed-stock.js';
import { StockFeeds } from './stock-feeds.js';
import { isMerchantsAlone, StockWrites } from './stock-writes.js';

const SKUS_A_SEARCH = 20;
const PATCHES_A_STEP = 20;
const PATCH_LEASE_SECONDS = 60;

/** Longer than a feed may take; a result frees its SKUs at once. */
const FEED_LEASE_SECONDS = 13 * 3_600;

/** Commands that come within this time share a feed. Real time. */
const GATHER_MS = 5_000;
const LOOK_AT_FEED_MS = 120_000;

/**
 * Works off many quantities (domain S4, S5): looks at the channels that were not looked at today, twenty a call, then writes
 * one by one, or all in one feed where that is sooner done. One step at a time: a restart goes on with what has no result.
 */
@Injectable()
export class WriteManyStocks {
  constructor(
    private readonly polls: Polls,
    private readonly many: ManyStocks,
    private readonly writes: StockWrites,
    private readonly feeds: StockFeeds,
    private readonly api: ListingsApi,
    private readonly observed: ObservedStock,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async step(poll: Poll, connection: AmazonConnection): Promise<void> {
    const { connectionId } = connection;
    const feedId = await this.feeds.underWay(connectionId);
    const feed = feedId === undefined ? 'none' : await this.feeds.look(connection, feedId);
    if (feed === 'over') return this.next(poll);
    if (feed === 'under-way') return this.next(poll, LOOK_AT_FEED_MS);
    const offers = await this.many.waiting(connectionId, LARGEST_FEED);
    if (offers.length === 0) return feed === 'late' ? this.next(poll, LOOK_AT_FEED_MS) : this.rest(poll);
    const stale = new Set(
      await this.writes.stale(
        connectionId,
        offers.map(({ sku }) => sku),
      ),
    );
    if (stale.size > 0) {
      const unknown = offers.filter(({ sku }) => stale.has(sku)).slice(0, SKUS_A_SEARCH);
      await this.lookAtChannels(connection, unknown);
      return this.next(poll);
    }
    const threshold = feedThreshold(await this.feeds.lastSeconds(connectionId));
    if (feed === 'late' || offers.length < threshold || (await this.feeds.justFailed(connectionId)))
      return this.patch(poll, connection, offers.slice(0, PATCHES_A_STEP));
    const newest = await this.many.newest(connectionId);
    const left = newest === undefined ? 0 : newest.getTime() + GATHER_MS - Date.now();
    if (left > 0) return this.next(poll, Math.ceil(left / 1_000) * 1_000);
    const leased = await this.leased(connectionId, offers, FEED_LEASE_SECONDS);
    if (leased.length > 0) await this.feeds.handIn(connection, leased);
    return this.next(poll, LOOK_AT_FEED_MS);
  }

  /** One search for twenty SKUs; those that are not the merchant's alone are refused and never written. */
  private async lookAtChannels(connection: AmazonConnection, offers: readonly ManyOffer[]): Promise<void> {
    const { connectionId } = connection;
    const { marketplaceId } = offers[0]!;
    const leased = await this.leased(connectionId, offers, PATCH_LEASE_SECONDS);
    if (leased.length === 0) return;
    const skus = leased.map(({ sku }) => sku);
    const items = new Map(
      (await this.api.bySku(connection, marketplaceId, skus)).map((item) => [read.text(item['sku']), item]),
    );
    await this.unitOfWork.run(async (tx) => {
      for (const offer of leased) {
        const item = items.get(offer.sku);
        const channels = item === undefined ? [] : channelsOf(item);
        await this.writes.checked(tx, connectionId, offer.sku, isMerchantsAlone(channels));
        if (item !== undefined && isMerchantsAlone(channels)) continue;
        const codes = channels.map(({ code }) => code).join(', ');
        await this.many.settle(tx, connectionId, [offer], {
          state: 'refused',
          reasonCode: item === undefined ? 'amazon_listing_unknown' : 'amazon_offer_not_merchant_fulfilled',
          ...(item === undefined ? {} : { platformMessage: `channels: ${codes || 'none'}` }),
        });
      }
      const seen = leased.flatMap(({ sku }) => {
        const item = items.get(sku);
        return item === undefined ? [] : [{ sku, marketplaceId, channels: channelsOf(item) }];
      });
      await this.observed.tell(tx, connectionId, 'channel-check', seen);
      await this.many.report(tx, connectionId);
    });
    for (const [commandId, of] of Map.groupBy(leased, (offer) => offer.commandId))
      await this.writes.release(
        connectionId,
        commandId,
        of.map(({ sku }) => sku),
      );
  }

  private async patch(poll: Poll, connection: AmazonConnection, offers: readonly ManyOffer[]): Promise<void> {
    const { connectionId } = connection;
    let written = 0;
    for (const offer of offers) {
      await this.polls.extend(poll);
      // one at a time, so that no lease runs out while others are written and a newer quantity can still take its SKU
      if ((await this.leased(connectionId, [offer], PATCH_LEASE_SECONDS)).length === 0) continue;
      written += 1;
      try {
        const { sku, marketplaceId, quantity } = offer;
        const { status, issues } = await this.api.writeQuantity(connection, sku, marketplaceId, quantity);
        const isAccepted = status === 'ACCEPTED';
        const platformMessage = issues.join('; ');
        await this.unitOfWork.run((tx) =>
          this.many.settle(
            tx,
            connectionId,
            [offer],
            isAccepted
              ? { state: 'accepted' }
              : { state: 'refused', reasonCode: 'amazon_quantity_refused', platformMessage },
          ),
        );
      } catch (thrown) {
        await this.unitOfWork.run((tx) => this.many.report(tx, connectionId));
        await this.refuseOrThrow(thrown, connectionId, offer);
      }
    }
    await this.unitOfWork.run((tx) => this.many.report(tx, connectionId));
    // SKUs that another write is on are waited for
    return this.next(poll, written === 0 ? 2_000 : 0);
  }

  /** What Amazon refuses of one SKU stops no other; what stops all of them puts the step off. */
  private async refuseOrThrow(thrown: unknown, connectionId: string, offer: ManyOffer): Promise<void> {
    await this.writes.release(connectionId, offer.commandId, [offer.sku]);
    const isOfThisOne = thrown instanceof Failure && ['business', 'master-data', 'bug'].includes(thrown.failureClass);
    if (!isOfThisOne) throw thrown;
    const { reasonCode, message: platformMessage } = thrown;
    await this.unitOfWork.run((tx) =>
      this.many.settle(tx, connectionId, [offer], { state: 'refused', reasonCode, platformMessage }),
    );
  }

  private async leased(connectionId: string, offers: readonly ManyOffer[], seconds: number): Promise<ManyOffer[]> {
    const taken: ManyOffer[] = [];
    for (const [commandId, of] of Map.groupBy(offers, (offer) => offer.commandId)) {
      const skus = of.map(({ sku }) => sku);
      const mine = new Set(await this.writes.leaseWaiting(connectionId, commandId, skus, seconds));
      taken.push(...of.filter(({ sku }) => mine.has(sku)));
    }
    return taken;
  }

  /** Nothing waits. Commands whose last quantity a newer command wrote are answered now. */
  private async rest(poll: Poll): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.many.report(tx, poll.connectionId);
      await this.polls.rest(tx, poll, MANY_FLOW);
      // a command that came since we looked has found the flow awake, so it would not be woken for it
      if (await this.many.isAnyWaiting(tx, poll.connectionId)) await this.polls.wake(tx, poll.connectionId, MANY_FLOW);
    });
  }

  private async next(poll: Poll, waitMs = 0): Promise<void> {
    const due = new Date(this.clock.now().getTime() + waitMs);
    await this.unitOfWork.run((tx) => this.polls.turnPage(tx, poll, MANY_FLOW, {}, due));
  }
}
