import {
  amazonCommandDeferredV1,
  amazonCommandRefusedV1,
  amazonStockAcceptedV1,
  contractNamed,
  setAmazonStockV1,
  SetAmazonStockV1,
  type Contract,
} from '@connector/contracts';
import { enqueue, UnitOfWork, uuidV7, type Delivery } from '@connector/messaging';
import { CLOCK, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type AmazonConnection } from '../connections/connections.js';
import { ListingsApi } from '../selling-partner-api/listings.js';

const LEASE_SECONDS = 60;
const TRANSIENT_MS = 15_000;
const BUSY_MS = 2_000;

/** answered commands of a SKU of which a second delivery is still known */
const REMEMBERED = 10;

interface StoredAnswer {
  readonly messageId: string;
  readonly contract: string;
  readonly body: object;
}

/**
 * Writes one quantity (manual chapter 7; domain S4, S5): one write of a SKU in flight, and only where the merchant's own
 * channel is the only one. A repeated command gets its stored answer; a patch in doubt is simply written again.
 */
@Injectable()
export class SetStock {
  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    private readonly listings: ListingsApi,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async set(body: SetAmazonStockV1, delivery: Delivery): Promise<void> {
    const before = await this.before(body.sku, delivery);
    // its answer was booked long ago, else no newer quantity had been asked for: writing it now would bring back an old one
    if (before === 'superseded') return;
    if (before !== undefined)
      return this.send(contractNamed(before.contract)!, before.body, delivery, before.messageId);
    const connection = await this.connections.find(delivery.connectionId);
    if (connection === undefined || !connection.active || connection.refusedReason !== null) {
      return this.defer(
        body,
        delivery,
        connection === undefined ? 'connection_unknown' : 'connection_paused',
        TRANSIENT_MS,
      );
    }
    if (!(await this.lease(body.sku, delivery))) return this.defer(body, delivery, 'amazon_rate_limit', BUSY_MS);
    try {
      await this.write(connection, body, delivery);
    } catch (thrown) {
      await this.answerFailure(thrown, connection, body, delivery);
    } finally {
      await this.db.query(
        `UPDATE amazon_gateway.stock_write SET leased_until = NULL WHERE connection_id = $1 AND sku = $2 AND command_id = $3`,
        [delivery.connectionId, body.sku, delivery.messageId],
      );
    }
  }

  private async write(connection: AmazonConnection, body: SetAmazonStockV1, delivery: Delivery): Promise<void> {
    if (await this.channelIsStale(connection.connectionId, body.sku)) {
      const channels = await this.listings.channels(connection, body.sku, body.marketplaceId);
      if (channels.length !== 1 || channels[0] !== 'DEFAULT') {
        throw new Failure(
          'business',
          'amazon_offer_not_merchant_fulfilled',
          `channels: ${channels.join(', ') || 'none'}`,
        );
      }
      await this.db.query(
        `UPDATE amazon_gateway.stock_write SET channel_checked_at = $3 WHERE connection_id = $1 AND sku = $2`,
        [connection.connectionId, body.sku, this.clock.now()],
      );
    }
    const outcome = await this.listings.writeQuantity(connection, body.sku, body.marketplaceId, body.quantity);
    if (outcome.status !== 'ACCEPTED')
      throw new Failure('business', 'amazon_quantity_refused', outcome.issues.join('; ').slice(0, 500));
    await this.answer(
      amazonStockAcceptedV1,
      { ...answerTo(delivery, body), sku: body.sku, quantity: body.quantity, submissionId: outcome.submissionId },
      body,
      delivery,
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
        return this.defer(body, delivery, thrown.reasonCode, Math.max(0, wait));
      }
      case 'transient':
        return this.defer(body, delivery, thrown.reasonCode, TRANSIENT_MS);
      case 'credentials':
        await this.configure.refuse(connection, thrown);
        return this.defer(body, delivery, thrown.reasonCode, TRANSIENT_MS);
      case 'master-data':
      case 'business':
      case 'bug': {
        const refusal = {
          failureClass: thrown.failureClass,
          reasonCode: thrown.reasonCode,
          platformMessage: thrown.message,
        };
        return this.answer(
          amazonCommandRefusedV1,
          { ...answerTo(delivery, body), command: setAmazonStockV1.name, ...refusal },
          body,
          delivery,
        );
      }
    }
  }

  /** A deferral is no result: the time is given in real time, because the answer goes to a service with its own business clock. */
  private async defer(body: SetAmazonStockV1, delivery: Delivery, reasonCode: string, ms: number): Promise<void> {
    const notBefore = new Date(Date.now() + ms).toISOString();
    await this.send(
      amazonCommandDeferredV1,
      { ...answerTo(delivery, body), command: setAmazonStockV1.name, reasonCode, notBefore, holdsAll: false },
      delivery,
    );
  }

  /** A final answer is stored beside the SKU, for every further delivery of its command. */
  private async answer<Body extends object>(
    contract: Contract<Body>,
    answer: Body,
    body: SetAmazonStockV1,
    delivery: Delivery,
  ): Promise<void> {
    const messageId = uuidV7();
    await this.unitOfWork.run(async (tx) => {
      await tx.query(
        `UPDATE amazon_gateway.stock_write SET answer = $4 WHERE connection_id = $1 AND sku = $2 AND command_id = $3`,
        [
          delivery.connectionId,
          body.sku,
          delivery.messageId,
          JSON.stringify({ messageId, contract: contract.name, body: answer } satisfies StoredAnswer),
        ],
      );
      await enqueue(tx, contract, answer, {
        connectionId: delivery.connectionId,
        correlationId: delivery.correlationId,
        messageId,
      });
    });
  }

  private async send<Body extends object>(
    contract: Contract<Body>,
    body: Body,
    delivery: Delivery,
    messageId?: string,
  ): Promise<void> {
    const envelope = { connectionId: delivery.connectionId, correlationId: delivery.correlationId };
    await this.unitOfWork.run((tx) =>
      enqueue(tx, contract, body, { ...envelope, ...(messageId === undefined ? {} : { messageId }) }),
    );
  }

  private async before(sku: string, delivery: Delivery): Promise<StoredAnswer | 'superseded' | undefined> {
    const [row] = await this.db.query<{ mine: boolean; answer: StoredAnswer | null; superseded: boolean }[]>(
      `SELECT command_id = $3 AS mine, answer, $3 = ANY(answered_before) AS superseded
       FROM amazon_gateway.stock_write WHERE connection_id = $1 AND sku = $2`,
      [delivery.connectionId, sku, delivery.messageId],
    );
    if (row?.superseded === true) return 'superseded';
    return row?.mine === true ? (row.answer ?? undefined) : undefined;
  }

  private async lease(sku: string, delivery: Delivery): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, leased_until)
       VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
       ON CONFLICT (connection_id, sku) DO UPDATE SET command_id = excluded.command_id, leased_until = excluded.leased_until, answer = NULL,
         answered_before = CASE WHEN stock_write.answer IS NULL THEN stock_write.answered_before
           ELSE (stock_write.command_id || stock_write.answered_before)[1:$5] END
       WHERE stock_write.leased_until IS NULL OR stock_write.leased_until < clock_timestamp() RETURNING 1`,
      [delivery.connectionId, sku, delivery.messageId, LEASE_SECONDS, REMEMBERED],
    );
    return rows.length > 0;
  }

  private async channelIsStale(connectionId: string, sku: string): Promise<boolean> {
    const [row] = await this.db.query<{ checked: Date | null }[]>(
      `SELECT channel_checked_at AS checked FROM amazon_gateway.stock_write WHERE connection_id = $1 AND sku = $2`,
      [connectionId, sku],
    );
    return row?.checked == null || this.clock.now().getTime() - row.checked.getTime() > 86_400_000;
  }
}

function answerTo(delivery: Delivery, { release }: SetAmazonStockV1): { commandId: string; release: number } {
  return { commandId: delivery.messageId, release };
}
