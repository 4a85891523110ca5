import { randomUUID } from 'node:crypto';
import { PollCatalogueJob } from '@connector/amazon-gateway/catalogue/poll-catalogue.job';
import { ReadWholeCatalogueJob } from '@connector/amazon-gateway/catalogue/read-whole-catalogue.job';
import { ConfigureConnectionHandler } from '@connector/amazon-gateway/connections/configure-connection.handler';
import { ControlOrdersJob } from '@connector/amazon-gateway/orders/control-orders.job';
import { PollOrdersJob } from '@connector/amazon-gateway/orders/poll-orders.job';
import { SetStockHandler } from '@connector/amazon-gateway/stock/set-stock.handler';
import {
  configureAmazonConnectionV1,
  setAmazonStockV1,
  type AmazonListingsUpdatedV1,
  type AmazonOrderUpdatedV1,
} from '@connector/contracts';
import { uuidV7, type Delivery } from '@connector/messaging';
import { messagePlace } from '@connector/sealing';
import type { INestApplication } from '@nestjs/common';
import { NL } from './invented.js';
import type { Stage } from './stage.js';
import { until } from './until.js';

export interface ShopOptions {
  readonly marketplaceIds?: readonly string[];
  /** the stores that the connection asks for; those of the seller unless given */
  readonly wanted?: readonly string[];
  readonly orders?: readonly object[];
  readonly listings?: readonly object[];
  /** in which his reports come; ISO-8859-1 unless given */
  readonly reportCharset?: string;
  /** how long his feeds wait and when they end; half an hour unless given */
  readonly feedSeconds?: { readonly starts: number; readonly ends: number } | undefined;
  /** default: three days ago */
  readonly ordersFrom?: Date;
}

interface SandboxCall {
  readonly at: string;
  readonly operation: string;
  readonly status: number;
}

/** Who walks over what. */
const WALKS = {
  orders: PollOrdersJob,
  'orders-control': ControlOrdersJob,
  catalogue: PollCatalogueJob,
  'catalogue-whole': ReadWholeCatalogueJob,
};

let shops = 0;

/** A seller in the sandbox and his connection at the gateway; each has limits of its own. */
export class Shop {
  readonly connectionId = randomUUID();
  readonly sellerId = `A000TEST${String((shops += 1)).padStart(5, '0')}`;
  refreshToken = `Atzr|${this.sellerId}`;
  private revision = 0;
  private readonly wanted: readonly string[];

  private constructor(
    private readonly stage: Stage,
    private readonly options: ShopOptions,
  ) {
    this.wanted = options.wanted ?? options.marketplaceIds ?? [NL];
  }

  static async open(stage: Stage, options: ShopOptions = {}): Promise<Shop> {
    const shop = new Shop(stage, options);
    await shop.seed();
    return shop;
  }

  /** The seller as he is seeded: also a new consent, which makes his tokens good again. */
  async seed(): Promise<void> {
    const { marketplaceIds = [NL], orders = [], listings = [], reportCharset, feedSeconds } = this.options;
    await this.stage.sandbox.send('POST', '/sellers', {
      sellerId: this.sellerId,
      refreshToken: this.refreshToken,
      marketplaceIds,
      reportCharset,
      feedSeconds,
    });
    if (orders.length > 0) await this.put('orders', orders);
    if (listings.length > 0) await this.put('listings', listings);
  }

  async put(what: 'orders' | 'listings', all: readonly object[]): Promise<void> {
    await this.stage.sandbox.send('POST', `/sellers/${this.sellerId}/${what}`, all);
  }

  async change(orderId: string, change: object): Promise<void> {
    await this.stage.sandbox.send('PATCH', `/sellers/${this.sellerId}/orders/${orderId}`, change);
  }

  /** A configuration comes in, as from sync-core. */
  async configure(
    app: INestApplication,
    change: { active?: boolean; withToken?: boolean; wanted?: readonly string[] } = {},
  ): Promise<void> {
    const place = messagePlace(this.connectionId, configureAmazonConnectionV1.name, 'refreshToken');
    this.revision += 1;
    await app.get(ConfigureConnectionHandler).on(
      {
        revision: this.revision,
        sellerId: this.sellerId,
        region: 'eu',
        marketplaceIds: [...(change.wanted ?? this.wanted)],
        ...(change.withToken === false ? {} : { refreshToken: this.stage.sealer.seal(this.refreshToken, place) }),
        ordersFrom: (
          this.options.ordersFrom ?? new Date(this.stage.time.now().getTime() - 3 * 86_400_000)
        ).toISOString(),
        active: change.active ?? true,
      },
      this.delivery(configureAmazonConnectionV1.name),
    );
  }

  /** A stock command comes in; returns its id, under which it may come in again. */
  async setStock(
    app: INestApplication,
    body: { sku: string; quantity: number; release?: number },
    commandId: string = uuidV7(),
  ): Promise<string> {
    await app
      .get(SetStockHandler)
      .on({ release: 1, marketplaceId: NL, ...body }, this.delivery(setAmazonStockV1.name, commandId));
    return commandId;
  }

  /** Everything of one contract that the gateway said of this connection, in its order. */
  async said<Body extends object>(type: string): Promise<Body[]> {
    const rows = await this.stage.query<{ body: Body }>(
      `SELECT body FROM amazon_gateway.outbox_message WHERE type = $1 AND connection_id = $2 ORDER BY id`,
      [type, this.connectionId],
    );
    return rows.map(({ body }) => body);
  }

  async orders(): Promise<AmazonOrderUpdatedV1[]> {
    return this.said<AmazonOrderUpdatedV1>('amazon.order.updated.v1');
  }

  async listings(): Promise<AmazonListingsUpdatedV1['listings']> {
    const said = await this.said<AmazonListingsUpdatedV1>('amazon.listings.updated.v1');
    return said.flatMap(({ listings }) => listings);
  }

  /** What the seller has of a SKU at Amazon. */
  async offer(sku: string): Promise<{ fulfillment_channel_code: string; [field: string]: unknown }[]> {
    // Amazon shows what it accepted up to forty seconds later
    await this.stage.time.advance(60);
    const { listings } = await this.stage.sandbox.get<{
      listings: { sku: string; availability: { fulfillment_channel_code: string }[] }[];
    }>(`/sellers/${this.sellerId}/listings`);
    return listings.find((listing) => listing.sku === sku)?.availability ?? [];
  }

  async calls(operation: string): Promise<SandboxCall[]> {
    const { calls } = await this.stage.sandbox.get<{ calls: SandboxCall[] }>(
      `/calls?operation=${operation}&tenant=${this.sellerId}`,
    );
    return calls;
  }

  /** Where a flow stands. */
  async poll(flow: string): Promise<{ cursor: Date | null; page: unknown; failures: number; walks: Date | null }> {
    const [row] = await this.stage.query<{ cursor: Date | null; page: unknown; failures: number; walks: Date | null }>(
      `SELECT cursor, page, failures, last_done_at AS walks FROM amazon_gateway.poll WHERE connection_id = $1 AND flow = $2`,
      [this.connectionId, flow],
    );
    return row!;
  }

  /**
   * Waits until a flow has walked to its end, once more than it had when this was called; `step`: seconds that pass between looks.
   * A walk that is under way when this is called is the one that is waited for: call it between walks.
   */
  async nextWalk(
    flow: keyof typeof WALKS,
    start: () => Promise<unknown> = async () => undefined,
    step = 0,
  ): Promise<void> {
    const [before] = await this.stage.query<{ at: Date | null }>(
      `SELECT last_done_at AS at FROM amazon_gateway.poll WHERE connection_id = $1 AND flow = $2`,
      [this.connectionId, flow],
    );
    await start();
    await this.until(`The end of a walk over ${flow}`, async () => {
      if (step > 0) await this.stage.time.advance(step);
      await this.stage.tick(WALKS[flow]);
      const { walks, page } = await this.poll(flow);
      return walks !== null && walks.getTime() !== before?.at?.getTime() && page === null;
    });
  }

  /** Waits until all listings were read, while Amazon makes its reports. */
  async wholeCatalogue(start: () => Promise<unknown> = async () => undefined): Promise<void> {
    await this.nextWalk('catalogue-whole', start, 5);
  }

  /** Waits for a condition. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    await until(what, async () => ((await isSo()) ? true : undefined));
  }

  /** A message to this connection, under this id. */
  delivery(type: string, messageId: string = uuidV7()): Delivery {
    return {
      messageId,
      type,
      correlationId: this.connectionId,
      connectionId: this.connectionId,
      occurredAt: new Date(),
      attempt: 1,
      redelivered: false,
      lane: 'commands' as Delivery['lane'],
    };
  }
}
