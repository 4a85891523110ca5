import {
  amazonCommandRefusedV1,
  amazonStockAcceptedV1,
  setAmazonStockV1,
  SetAmazonStockV1,
} from '@connector/contracts';
import { UnitOfWork, type Delivery } from '@connector/messaging';
import { CLOCK, Failure, TransientFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type AmazonConnection } from '../connections/connections.js';
import { Polls } from '../polling/polls.js';
import { ListingsApi } from '../selling-partner-api/listings.js';
import { ManyStocks } from './many-stocks.js';
import { ObservedStock } from './observed-stock.js';
import { StockAnswers } from './stock-answers.js';
import { isMerchantsAlone, StockWrites, type SkuLease } from './stock-writes.js';

/** Longer than a call may take; counted anew from the look at the channel to the write. */
const LEASE_SECONDS = 60;
const TRANSIENT_MS = 15_000;
const BUSY_MS = 2_000;
const BUSY_IN_FEED_MS = 60_000;

/**
 * Writes one quantity (manual chapter 7; domain S4, S5): one write of a SKU in flight, and only where the merchant's own
 * channel is the only one. A repeated command gets its stored answer; a patch in doubt is simply written again.
 */
@Injectable()
export class SetStock {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    private readonly listings: ListingsApi,
    private readonly observed: ObservedStock,
    private readonly writes: StockWrites,
    private readonly answers: StockAnswers,
    private readonly many: ManyStocks,
    private readonly polls: Polls,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async set(body: SetAmazonStockV1, delivery: Delivery): Promise<void> {
    if (await this.answers.isAnswered(body, delivery)) return;
    const connection = await this.connections.find(delivery.connectionId);
    if (connection === undefined || !connection.active || connection.refusedReason !== null) {
      return this.answers.deferred(
        body,
        delivery,
        connection === undefined ? 'connection_unknown' : 'connection_paused',
        TRANSIENT_MS,
      );
    }
    const { connectionId, messageId } = delivery;
    if (await this.many.isAskedSince(connectionId, messageId, body.sku))
      return this.answers.deferred(body, delivery, 'amazon_rate_limit', BUSY_IN_FEED_MS);
    const lease = await this.take(connectionId, messageId, body.sku);
    if (lease === undefined) {
      // another delivery of this command is at work: its answer is that of both; if it dies, the command is sent again
      if (await this.writes.isOnIt(connectionId, messageId, body.sku)) return;
      const isLong = await this.writes.isHeldLong(connectionId, body.sku);
      return this.answers.deferred(body, delivery, 'amazon_rate_limit', isLong ? BUSY_IN_FEED_MS : BUSY_MS);
    }
    const held = { lease };
    try {
      await this.write(connection, body, delivery, held);
    } catch (thrown) {
      await this.answerFailure(thrown, connection, body, delivery);
    } finally {
      await this.writes.free(held.lease);
    }
  }

  /** Undefined: another write is on the SKU. What waits of it in older commands that ask for many is not written any more (domain S4). */
  private async take(connectionId: string, commandId: string, sku: string): Promise<SkuLease | undefined> {
    return this.unitOfWork.run(async (tx) => {
      const lease = await this.writes.lease(tx, connectionId, commandId, sku, LEASE_SECONDS);
      if (lease !== undefined) await this.many.supersede(tx, connectionId, commandId, sku);
      return lease;
    });
  }

  private async write(
    connection: AmazonConnection,
    body: SetAmazonStockV1,
    delivery: Delivery,
    held: { lease: SkuLease },
  ): Promise<void> {
    if ((await this.writes.stale(connection.connectionId, [body.sku])).length > 0) {
      const channels = await this.listings.channels(connection, body.sku, body.marketplaceId);
      const isMerchants = isMerchantsAlone(channels);
      await this.unitOfWork.run(async (tx) => {
        const { sku, marketplaceId } = body;
        await this.observed.tell(tx, connection.connectionId, 'channel-check', [{ sku, marketplaceId, channels }]);
        await this.writes.checked(tx, connection.connectionId, sku, isMerchants);
      });
      if (!isMerchants) {
        const codes = channels.map(({ code }) => code).join(', ');
        throw new Failure('business', 'amazon_offer_not_merchant_fulfilled', `channels: ${codes || 'none'}`);
      }
    }
    const renewed = await this.writes.renew(held.lease, LEASE_SECONDS);
    if (renewed === undefined)
      throw new TransientFailure('amazon_unavailable', 'The look at the channel took too long');
    held.lease = renewed;
    const outcome = await this.listings.writeQuantity(connection, body.sku, body.marketplaceId, body.quantity);
    if (outcome.status !== 'ACCEPTED')
      throw new Failure('business', 'amazon_quantity_refused', outcome.issues.join('; ').slice(0, 500));
    await this.answers.final(
      amazonStockAcceptedV1,
      { sku: body.sku, quantity: body.quantity, submissionId: outcome.submissionId },
      body,
      delivery,
      async (tx) => {
        await this.writes.accepted(tx, connection.connectionId, body.marketplaceId, [body.sku]);
        await this.polls.wake(tx, connection.connectionId, 'stock-read-back');
      },
    );
  }

  private async answerFailure(
    thrown: unknown,
    connection: AmazonConnection,
    body: SetAmazonStockV1,
    delivery: Delivery,
  ): Promise<void> {
    if (!(thrown instanceof Failure)) throw thrown;
    switch (thrown.failureClass) {
      case 'quota': {
        const { notBefore } = thrown as Failure & { notBefore?: Date };
        const wait = notBefore === undefined ? TRANSIENT_MS : notBefore.getTime() - this.clock.now().getTime();
        return this.answers.deferred(body, delivery, thrown.reasonCode, Math.max(0, wait));
      }
      case 'transient':
        return this.answers.deferred(body, delivery, thrown.reasonCode, TRANSIENT_MS);
      case 'credentials':
        await this.configure.refuse(connection, thrown);
        return this.answers.deferred(body, delivery, thrown.reasonCode, TRANSIENT_MS);
      case 'master-data':
      case 'business':
      case 'bug': {
        const { failureClass, reasonCode, message: platformMessage } = thrown;
        const refusal = { command: setAmazonStockV1.name, failureClass, reasonCode, platformMessage };
        return this.answers.final(amazonCommandRefusedV1, refusal, body, delivery);
      }
    }
  }
}
