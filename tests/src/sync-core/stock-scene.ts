import { exactStockPositionsChangedV1, setAmazonStockV1, type ExactStockPositionV1 } from '@connector/contracts';
import { ImportItemsJob } from '@connector/sync-core/catalogue/import-items.job';
import { RecountItemsJob } from '@connector/sync-core/stock/recount-items.job';
import { SendOffersJob } from '@connector/sync-core/stock/send-offers.job';
import { listing, WAREHOUSE } from './invented.js';
import type { Stage } from './stage.js';
import { exactId } from './willing-platforms.js';

/** What counts the stock anew, and what sends it. */
export const STOCK_JOBS = [RecountItemsJob, SendOffersJob];

let timestamp = 1_000;
let shops = 0;

/** A shop whose items stand in Exact with stock and at Amazon with the same quantity; its first run is approved. */
export interface StockShop {
  readonly connection: string;
  readonly scene: StockScene;
  readonly division: number;
}

/** A division and a seller that no other shop has. */
export function newShop(): { division: number; sellerId: string } {
  const number = ++shops;
  return { division: 200_000 + number, sellerId: `A000VOORRAAD${number}` };
}

/** Opens a shop with a quantity of each SKU. */
export async function openStockShop(
  stage: Stage,
  stock: Readonly<Record<string, number>>,
  settings: Record<string, unknown> = {},
): Promise<StockShop> {
  const { division, sellerId } = newShop();
  const connection = await stage.connect({ sellerId, division, settings });
  const scene = new StockScene(stage, division, connection);
  const skus = Object.keys(stock);
  await stage.tellListings(
    connection,
    skus.map((sku) => listing(sku)),
  );
  for (const sku of skus) await scene.itemReady(sku);
  await scene.tellStock(skus.map((code) => ({ code, stock: stock[code]! })));
  await scene.waitsFor('first-run');
  for (const sku of skus) await scene.wantedBecomes(sku, stock[sku]!);
  await scene.release();
  await scene.quiet();
  return { connection, scene, division };
}

/** Stock as a test arranges and sees it. */
export class StockScene {
  constructor(
    private readonly stage: Stage,
    private readonly division: number,
    private readonly connectionId: string,
  ) {}

  /** The item of a code stands in Exact. */
  async itemReady(code: string): Promise<void> {
    await this.stage.untilBy([ImportItemsJob], `item ${code} is in Exact`, async () => {
      const rows = await this.stage.query(
        `SELECT 1 FROM sync_core.item WHERE division = $1 AND code = $2 AND state = 'ready'`,
        [this.division, code],
      );
      return rows.length > 0;
    });
  }

  /** Rows of the stock feed, read now or at another moment. */
  async tellStock(
    rows: readonly { code: string; stock: number; planned?: number; warehouse?: string }[],
    readAt = new Date(),
  ): Promise<void> {
    const positions: ExactStockPositionV1[] = rows.map(({ code, stock, planned = 0, warehouse = WAREHOUSE }) => ({
      itemId: exactId(`${this.division}/${code}`),
      itemCode: code,
      warehouseId: warehouse,
      currentStock: String(stock),
      planningOut: String(planned),
      timestamp: String(++timestamp),
    }));
    const body = { division: this.division, readAt: readAt.toISOString(), positions };
    await this.stage.gateways.tell(exactStockPositionsChangedV1, body, { connectionId: this.connectionId });
  }

  /** What is wanted of each SKU now. */
  async wanted(): Promise<Record<string, number>> {
    const { offers } = await this.stage.api.get<{ offers: { sku: string; wantedQuantity: number }[] }>(
      `/stock?limit=200&connectionId=${this.connectionId}`,
    );
    return Object.fromEntries(offers.map(({ sku, wantedQuantity }) => [sku, wantedQuantity]));
  }

  async wantedBecomes(sku: string, quantity: number): Promise<void> {
    await this.stage.untilBy(
      [RecountItemsJob],
      `${quantity} of ${sku} are wanted`,
      async () => (await this.wanted())[sku] === quantity,
    );
  }

  async waitsFor(what: string | null): Promise<void> {
    await this.stage.untilBy(
      STOCK_JOBS,
      `the run waits for ${what}`,
      async () => (await this.preview()).waitsFor === what,
    );
  }

  async preview(): Promise<{ waitsFor: string | null; changes: number; emptied: number; offers: object[] }> {
    return this.stage.api.get(`/stock/${this.connectionId}/preview?limit=200`);
  }

  async release(): Promise<void> {
    await this.stage.api.send('POST', `/stock/${this.connectionId}/release`, { by: 'Anna' });
  }

  /** Nothing is left to count or to send. */
  async quiet(): Promise<void> {
    await this.stage.untilBy(STOCK_JOBS, 'stock is quiet', async () => {
      const [row] = await this.stage.query<{ open: string }>(
        `SELECT (SELECT count(*) FROM sync_core.stock_recount) + (SELECT count(*) FROM sync_core.stock_offer WHERE is_due AND connection_id = $1)
           + (SELECT count(*) FROM sync_core.command WHERE state IN ('waiting', 'sent') AND subject_kind = 'stock-offer' AND connection_id = $1) AS open`,
        [this.connectionId],
      );
      return row?.open === '0';
    });
  }

  /** Quantities that were written to Amazon, oldest first. */
  writes(sku: string): number[] {
    return this.stage.gateways
      .of(setAmazonStockV1)
      .filter(({ connectionId, body }) => connectionId === this.connectionId && body['sku'] === sku)
      .map(({ body }) => Number(body['quantity']));
  }
}
