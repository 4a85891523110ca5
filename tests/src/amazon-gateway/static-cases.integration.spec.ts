import { Connections, type AmazonConnection } from '@connector/amazon-gateway/connections/connections';
import { normaliseListing } from '@connector/amazon-gateway/catalogue/normalise-listing';
import { normaliseOrder } from '@connector/amazon-gateway/orders/normalise-order';
import { ListingsApi } from '@connector/amazon-gateway/selling-partner-api/listings';
import { OrdersApi } from '@connector/amazon-gateway/selling-partner-api/orders';
import { SellersApi } from '@connector/amazon-gateway/selling-partner-api/sellers';
import { decimalOf } from '@connector/money';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { casesOf as models, describeWithModels, type ModelAnswer as Answer } from './amazon-models.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

/** Every amount below a value, as Amazon writes it: with the zeros of its currency. */
function amountsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('currencyCode' in value && 'amount' in value) return [String(Number((value as { amount: string }).amount))];
  if ('minorUnits' in value) return [String(Number(decimalOf(value as Parameters<typeof decimalOf>[0])))];
  return Object.values(value).flatMap(amountsIn);
}

describeWithModels('The static sandbox cases of Amazon’s models', () => {
  let stage: Stage;
  let app: INestApplication;
  let connection: AmazonConnection;
  beforeAll(async () => (stage = await setStage('amazon_gateway_models')));
  afterAll(() => stage.stop());
  beforeEach(async () => {
    await stage.reset();
    const shop = await Shop.open(stage);
    app = await stage.start();
    await shop.configure(app, { active: false });
    connection = (await app.get(Connections).find(shop.connectionId))!;
  });

  const answerWith = (status: number, body: object): void => {
    stage.gate.rules = [({ path }) => (path === '/auth/o2/token' ? undefined : { status, body })];
  };
  const ordersOf = (answer: Answer): Answer[] => (answer['orders'] ?? [answer['order']]) as Answer[];

  it.each([
    ...models('orders_2026-01-01.json', 'searchOrders', '200'),
    ...models('orders_2026-01-01.json', 'getOrder', '200'),
  ])('$name is read without loss', async ({ answer }) => {
    answerWith(200, { ...answer, orders: ordersOf(answer), lastUpdatedBefore: '2026-11-23T10:00:00Z' });
    const page = await app.get(OrdersApi).search(connection, { lastUpdatedAfter: '2026-11-23T09:00:00.000Z' });
    expect(page.orders).toHaveLength(ordersOf(answer).length);
    expect(page.nextToken).toBe((answer['pagination'] as { nextToken?: string } | undefined)?.nextToken);
    page.orders.forEach((raw, index) => {
      const sent = ordersOf(answer)[index]!;
      const { order, unreadable } = normaliseOrder(raw);
      expect(unreadable).toBeUndefined();
      expect(order.amazonOrderId).toBe(sent['orderId']);
      const items = sent['orderItems'] as { orderItemId: string; quantityOrdered: number; proceeds?: object }[];
      expect(order.lines.map(({ orderItemId, quantityOrdered }) => [orderItemId, quantityOrdered])).toEqual(
        items.map(({ orderItemId, quantityOrdered }) => [orderItemId, quantityOrdered]),
      );
      order.lines.forEach((line, at) => {
        const figures = [line.proceedsTotal, line.components];
        expect(amountsIn(figures).toSorted()).toEqual(amountsIn(items[at]!.proceeds).toSorted());
      });
      const proceeds = sent['proceeds'] as { grandTotal?: object } | undefined;
      expect(amountsIn(order.grandTotal)).toEqual(amountsIn(proceeds?.grandTotal));
    });
  });

  it.each(models('orders_2026-01-01.json', 'getOrder', '200'))('$name is read by getOrder', async ({ answer }) => {
    answerWith(200, answer);
    const { orders } = await app.get(OrdersApi).one(connection, '402-1234567-1234567');
    expect(orders).toEqual([answer['order']]);
  });

  it.each(models('listingsItems_2021-08-01.json', 'searchListingsItems', '200'))(
    '$name is read without loss',
    async ({ answer }) => {
      answerWith(200, answer);
      const page = await app.get(ListingsApi).search(connection, 'ATVPDKIKX0DER', {});
      const items = answer['items'] as { sku: string; summaries: { marketplaceId: string }[] }[];
      expect(page.numberOfResults).toBe(answer['numberOfResults']);
      for (const [index, { sku, summaries }] of items.entries()) {
        const stores = summaries.map(({ marketplaceId }) => marketplaceId);
        expect(stores.map((store) => normaliseListing(page.items[index]!, store)?.sku)).toEqual(stores.map(() => sku));
      }
    },
  );

  it.each(models('listingsItems_2021-08-01.json', 'getListingsItem', '200'))(
    '$name tells the channels',
    async ({ answer }) => {
      answerWith(200, answer);
      const sent = answer['fulfillmentAvailability'] as { fulfillmentChannelCode: string }[];
      const channels = await app.get(ListingsApi).channels(connection, 'SKU', 'ATVPDKIKX0DER');
      expect(channels.map(({ code }) => code)).toEqual(
        sent.map(({ fulfillmentChannelCode }) => fulfillmentChannelCode),
      );
    },
  );

  it.each(models('listingsItems_2021-08-01.json', 'patchListingsItem', '200'))(
    '$name tells its status and issues',
    async ({ answer }) => {
      answerWith(200, answer);
      const outcome = await app.get(ListingsApi).writeQuantity(connection, 'SKU', 'ATVPDKIKX0DER', 1);
      expect(outcome.status).toBe(answer['status']);
      expect(outcome.issues).toEqual(((answer['issues'] ?? []) as { message: string }[]).map(({ message }) => message));
    },
  );

  it.each(models('sellers.json', 'getMarketplaceParticipations', '200'))(
    '$name tells the stores of the seller',
    async ({ answer }) => {
      answerWith(200, answer);
      const open = (answer['payload'] as { marketplace: { id: string }; participation: { isParticipating: boolean } }[])
        .filter(({ participation }) => participation.isParticipating)
        .map(({ marketplace }) => marketplace.id);
      expect(await app.get(SellersApi).marketplaces(connection)).toEqual(open);
    },
  );

  it.each([
    ...models('orders_2026-01-01.json', 'searchOrders', '400'),
    ...models('orders_2026-01-01.json', 'getOrder', '400'),
  ])('$name is a refusal of our request', async ({ answer }) => {
    answerWith(400, answer);
    const search = app.get(OrdersApi).search(connection, { lastUpdatedAfter: 'TEST_CASE_400' });
    await expect(search).rejects.toMatchObject({ failureClass: 'bug', reasonCode: 'amazon_request_refused' });
  });

  it.each([
    ...models('listingsItems_2021-08-01.json', 'searchListingsItems', '400'),
    ...models('listingsItems_2021-08-01.json', 'getListingsItem', '400'),
    ...models('listingsItems_2021-08-01.json', 'patchListingsItem', '400'),
  ])('$name is a refusal of our request', async ({ answer }) => {
    answerWith(400, answer);
    const write = app.get(ListingsApi).writeQuantity(connection, 'BadSKU', 'ATVPDKIKX0DER', 1);
    await expect(write).rejects.toMatchObject({ failureClass: 'bug', reasonCode: 'amazon_request_refused' });
  });
});
