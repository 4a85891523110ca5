import { BackfillOrdersHandler } from '@connector/amazon-gateway/orders/backfill-orders.handler';
import { FetchOrderHandler } from '@connector/amazon-gateway/orders/fetch-order.handler';
import { SetManyStocksHandler } from '@connector/amazon-gateway/stock/set-many-stocks.handler';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventedListing, inventedOrder, NL, orderIdOf, SECRETS } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

const LINK = 'https://tortuga.s3.eu-west-1.amazonaws.com/doc?X-Amz-Signature=c4n4ry-signature';
const TOKEN = 'Atza|c4n4ry-access-token';
const CANARIES = [
  ...Object.values(SECRETS),
  'c4n4ry-signature',
  'c4n4ry-access-token',
  'sandbox-amazon-secret',
  'Atzr|',
];

/** Amazon's words, as talkative as they can be: they repeat a buyer, a token and a presigned link. */
const TALK = `The access token you provided, ${TOKEN}, for ${SECRETS.name}, ${SECRETS.street}, ${SECRETS.email} at ${LINK}`;
const talkative = (code: string): object => ({ errors: [{ code, message: TALK, details: TALK }] });

describe('S-08: no secret and no buyer in any error, log line or table, whatever Amazon answers', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_canaries')));
  afterAll(() => stage.stop());

  it.each([
    [400, talkative('InvalidInput')],
    [403, talkative('Unauthorized')],
    [404, talkative('NotFound')],
    [429, talkative('QuotaExceeded')],
    [500, talkative(TALK)],
    [503, { secret: TALK }],
    [200, { talk: TALK, reportId: '1', url: LINK, processingStatus: TALK, orders: TALK, items: TALK, payload: TALK }],
  ])('an answer %d that repeats them', async (status, body) => {
    await stage.reset();
    const at = new Date(stage.time.now().getTime() - 3_600_000);
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, at)], listings: [inventedListing('MUG')] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    stage.gate.rules = [({ path }) => (path === '/auth/o2/token' ? undefined : { status, body })];
    const asked = { release: 1, selection: { createdAfter: at.toISOString() } };
    await app.get(BackfillOrdersHandler).estimates(asked, shop.delivery('amazon.orders.estimate.v1'));
    await app.get(BackfillOrdersHandler).starts(asked, shop.delivery('amazon.orders.backfill.v1'));
    const fetch = { release: 1, amazonOrderId: orderIdOf(1) };
    await app.get(FetchOrderHandler).on(fetch, shop.delivery('amazon.order.fetch.v1'));
    await shop.setStock(app, { sku: 'MUG', quantity: 3 });
    const many = { release: 1, marketplaceId: NL, offers: [{ sku: 'MUG', quantity: 4 }] };
    await app.get(SetManyStocksHandler).on(many, shop.delivery('amazon.stock.set-many.v1'));
    const before = stage.log().length;
    await shop.until('Troubles of the polls', async () => {
      await stage.time.advance(400);
      const [seen] = await stage.query<{ troubles: number; refused: boolean }>(
        `SELECT (SELECT count(*)::int FROM amazon_gateway.poll WHERE last_trouble IS NOT NULL) AS troubles, refused_reason IS NOT NULL AS refused
         FROM amazon_gateway.connection`,
      );
      // a refusal for lack of a role pauses the connection at the first of them
      return seen!.refused || (seen!.troubles >= 2 && stage.log().length > before);
    });
    const tables = await stage.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'amazon_gateway' AND table_type = 'BASE TABLE'`,
    );
    const rows: object[] = [];
    for (const { name } of tables) rows.push(await stage.query(`SELECT * FROM amazon_gateway.${name}`));
    const clear = JSON.stringify(rows) + stage.log();
    expect(clear).toContain(orderIdOf(1));
    expect([...CANARIES, shop.refreshToken].filter((canary) => clear.includes(canary))).toEqual([]);
  });
});
