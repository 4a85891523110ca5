import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FollowHintsJob } from '@connector/exact-gateway/webhooks/follow-hints.job.js';
import { SubscribeToChangesJob } from '@connector/exact-gateway/webhooks/subscribe-to-changes.job.js';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';
import { until } from './until.js';

const SECRET = 'exact-sandbox-webhook-secret';

let stage: GatewayStage;
let shop: Commands;
let commander: Commander;
let url: string;
let ready: { accountId: string; itemId: string };

beforeAll(async () => {
  stage = await GatewayStage.open('exact_webhooks', { EXACT_WEBHOOK_SECRET: SECRET });
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  url = `${await stage.serve()}/webhooks/exact`;
  commander = new Commander(stage);
  shop = await Commands.for(stage, commander, await stage.connect());
  ready = await shop.readyForOrders();
  await subscribe();
});

afterAll(async () => {
  await stage.close();
});

const subscribe = (): Promise<void> => stage.tick(SubscribeToChangesJob);
/** Every instance looks for hints, none is left that is due, and none is still being followed. */
const followHints = (): Promise<void> =>
  until(async () => {
    await stage.tick(FollowHintsJob);
    const [row] = await stage.db.query<{ due: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM exact_gateway.stock_hint WHERE due_at <= $1) AS due`,
      [stage.clock.now()],
    );
    return row?.due === false;
  });
const subscriptions = () => stage.table(shop.connection.division, 'subscriptions');
const readings = async (): Promise<number> =>
  (await stage.calls({ operation: 'GET sync/Inventory/StockPositions', tenant: shop.connection.division })).length;

const count = (currentStock: number): Promise<unknown> =>
  stage.control('POST', `/divisions/${shop.connection.division}/stock`, {
    itemCode: 'MUG-READY',
    warehouse: '1',
    currentStock,
  });

async function told(): Promise<{ currentStock: string }[]> {
  const messages = await stage.db.query<{ body: { positions: never[] } }[]>(
    `SELECT body FROM exact_gateway.outbox_message WHERE type = 'exact.stock-positions.changed.v1' ORDER BY id`,
  );
  return messages.flatMap(({ body }) => body.positions);
}

async function post(body: string): Promise<number> {
  return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
}

async function content(change: object = {}): Promise<string> {
  const [subscription] = await subscriptions();
  return JSON.stringify({
    Topic: 'StockPositions',
    ClientId: subscription!['ClientID'],
    Division: shop.connection.division,
    Action: 'Update',
    Key: ready.itemId,
    EventCreatedOn: '2026-11-23T16:26:08.587',
    ...change,
  });
}

const signed = (text: string, secret = SECRET): string =>
  `{"Content":${text},"HashCode":"${createHmac('sha256', secret).update(text).digest('hex').toUpperCase()}"}`;

describe('S3: our subscriptions at Exact', () => {
  it('are made once per division and topic, however many instances look, and the handshake is answered', async () => {
    const made = await subscriptions();
    expect(made.map((row) => row['CallbackURL'])).toEqual([url, url]);
    expect(new Set(made.map((row) => row['Topic']))).toEqual(new Set(['SalesOrders', 'StockPositions']));
  });

  it('are looked at once a day: one that was deleted comes back, one with another address is replaced', async () => {
    await stage.forgetCalls();
    await subscribe();
    expect(await stage.calls({ operation: 'GET webhooks/WebhookSubscriptions' })).toEqual([]);
    await stage.db.query(`UPDATE exact_gateway.webhook_division SET due_at = '-infinity'`);
    await stage.serveUnder('http://127.0.0.1:1');
    await subscribe();
    expect((await subscriptions()).map((row) => row['CallbackURL'])).not.toContain(url);
    await stage.serveUnder(url.replace('/webhooks/exact', ''));
    await stage.db.query(`UPDATE exact_gateway.webhook_division SET due_at = '-infinity'`);
    await subscribe();
    expect((await subscriptions()).map((row) => row['CallbackURL'])).toEqual([url, url]);
  });
});

describe('S3: a change at Exact', () => {
  it('is read at once after its webhook, many changes in one reading, without anybody asking', async () => {
    await stage.forgetCalls();
    for (let pieces = 20; pieces < 30; pieces++) await count(pieces);
    await stage.advance(180_000);
    await until(allDelivered);
    await stage.advance(6_000);
    await until(async () => (await told()).length > 0);
    expect((await told()).at(-1)).toMatchObject({ currentStock: '29' });
    await stage.advance(90_000);
    await followHints();
    // hints are collected for five seconds; a slow machine may get the last of the ten after those, and they are one reading more
    const read = await readings();
    expect([1, 2]).toContain(read);
    expect((await told()).filter(({ currentStock }) => currentStock === '29')).toHaveLength(1);
  });

  it('a sales order of ours is no news; one that a person made is', async () => {
    await stage.advance(120_000);
    await followHints();
    await stage.forgetCalls();
    const { accountId, itemId } = ready;
    const made = await commander.settle(shop.salesOrder('ECHO-1', accountId, itemId));
    const key = String(made.body['salesOrderId']);
    expect(await post(signed(await content({ Topic: 'SalesOrders', Key: key })))).toBe(200);
    await stage.advance(90_000);
    await followHints();
    expect(await readings()).toBe(0);
    const foreign = { Topic: 'SalesOrders', Key: '6f1c1d5e-9f3a-4f0e-8a56-000000000099' };
    expect(await post(signed(await content(foreign)))).toBe(200);
    await stage.advance(90_000);
    await until(async () => (await readings()) === 1);
  });

  const allDelivered = async (): Promise<boolean> => {
    const { deliveries } = await stage.control<{ deliveries: { state: string }[] }>('GET', '/webhooks');
    return deliveries.every(({ state }) => state === 'delivered');
  };
});

describe('S-18: what comes to the webhook', () => {
  it('is a hint once, however often it is sent, and answered at once', async () => {
    await stage.advance(120_000);
    await followHints();
    await stage.forgetCalls();
    const message = signed(await content({ EventCreatedOn: 'once' }));
    for (let sent = 0; sent < 5; sent++) expect(await post(message)).toBe(200);
    await stage.advance(90_000);
    await until(async () => (await readings()) === 1);
    expect(await post(message)).toBe(200);
    await stage.advance(90_000);
    await followHints();
    expect(await readings()).toBe(1);
  });

  it('is refused with another secret, app, division or topic, written anew, or larger than 100 KiB', async () => {
    const text = await content();
    const wrong = [
      signed(text, 'another'),
      signed(await content({ ClientId: '6f1c1d5e-9f3a-4f0e-8a56-000000000000' })),
      signed(await content({ Division: 1 })),
      signed(await content({ Topic: 'Accounts' })),
      signed(text).replaceAll(',"', ', "'),
      '{}',
      'not json',
    ];
    for (const body of wrong) expect(await post(body)).toBe(403);
    expect(await post(signed(await content({ Key: 'x'.repeat(102_400) })))).toBe(413);
    expect(await post('')).toBe(200);
  });
});
