import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage, until } from '../testing/stage.js';

const SECRET = 'exact-sandbox-webhook-secret';

interface Received {
  readonly length: string | undefined;
  readonly body: string;
}

describe('Webhooks of Exact Online (exact-online 13)', () => {
  let exact: Stage;
  let callback: Server;
  let url: string;
  let answer: (received: Received) => number;
  let received: Received[];
  beforeEach(async () => {
    received = [];
    answer = () => 200;
    callback = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const one = { length: request.headers['content-length'], body: Buffer.concat(chunks).toString('utf8') };
        received.push(one);
        response.writeHead(answer(one)).end();
      });
    });
    await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/hook`;
    exact = await Stage.start();
    await exact.control('PUT', '/application', { redirectUri: 'http://127.0.0.1/exact/callback' });
  });
  afterEach(async () => {
    await exact.close();
    callback.closeAllConnections();
    await new Promise((resolve) => callback.close(resolve));
  });

  const subscribe = (Topic: string, CallbackURL = url) =>
    exact.post('webhooks/WebhookSubscriptions', { Topic, CallbackURL });
  const messages = () => received.filter(({ body }) => body !== '').map(({ body }) => body);
  const contents = () => messages().map((body) => (JSON.parse(body) as { Content: Record<string, unknown> }).Content);
  const deliveries = async () =>
    (await exact.control('GET', '/webhooks'))['deliveries'] as { state: string; attempts: number; topic: string }[];
  const settled = () => until(async () => (await deliveries()).every(({ state }) => state === 'delivered'));

  it('lists its topics, and subscriptions with app and user', async () => {
    const topics = resultsOf(await exact.get('webhooks/WebhookTopics'));
    expect(topics.map(({ Topic }) => Topic)).toEqual([
      'Accounts',
      'Contacts',
      'Items',
      'StockPositions',
      'SalesOrders',
    ]);
    expect((await subscribe('Items')).status).toBe(201);
    const asked = { $select: 'Topic,CallbackURL,UserID,Division' };
    expect(resultsOf(await exact.get('webhooks/WebhookSubscriptions', asked))).toMatchObject([
      { Topic: 'Items', CallbackURL: url, UserID: 'piet', Division: 101 },
    ]);
  });

  it('tries a callback with an empty POST before it takes it', async () => {
    expect((await subscribe('Items')).status).toBe(201);
    expect(received).toEqual([{ length: '0', body: '' }]);
    answer = () => 403;
    expect(await subscribe('Accounts')).toMatchObject({
      status: 500,
      message: 'Post to callback URL endpoint returns 403',
    });
  });

  it('refuses a second subscription to a topic, an unknown topic, a foreign domain, and a change', async () => {
    const { d } = await subscribe('Items');
    expect(await subscribe('Items')).toMatchObject({ status: 500, message: 'Gegeven bestaat reeds' });
    expect((await subscribe('SalesItemPrices')).message).toBe('Ongeldig: Topic');
    expect((await subscribe('Accounts', 'https://elsewhere.example/hook')).message).toBe('Ongeldig: CallbackURL');
    expect((await exact.put('webhooks/WebhookSubscriptions', d['ID'], { Topic: 'Accounts' })).status).toBe(405);
    expect((await exact.delete('webhooks/WebhookSubscriptions', d['ID'])).status).toBe(204);
    expect((await subscribe('Items')).status).toBe(201);
  });

  it('demands https on the domain of the redirect URI', async () => {
    await exact.control('PUT', '/application', { redirectUri: 'https://connector.example/exact/callback' });
    expect((await subscribe('Items', 'http://connector.example/hook')).message).toBe('Ongeldig: CallbackURL');
    await expect(exact.control('PUT', '/application', { redirectUri: 'http://connector.example/' })).rejects.toThrow(
      'https',
    );
  });

  it('tells minutes later that something changed, signed over the raw text of Content', async () => {
    await subscribe('Items');
    const { item } = await exact.sale();
    expect(messages()).toEqual([]);
    await exact.advance(180);
    await settled();
    const [raw] = messages();
    const content = raw!.slice('{"Content":'.length, raw!.indexOf(',"HashCode"'));
    const hash = createHmac('sha256', SECRET).update(content).digest('hex').toUpperCase();
    expect((JSON.parse(raw!) as { HashCode: string }).HashCode).toBe(hash);
    expect(contents()).toEqual([
      {
        Topic: 'Items',
        ClientId: expect.any(String),
        Division: 101,
        Action: 'Update',
        Key: item,
        ExactOnlineEndpoint: `${exact.host.url}/api/v1/101/logistics/Items(guid'${item}')`,
        EventCreatedOn: expect.stringMatching(/^2026-11-23T10:\d\d:\d\d\.\d{3}$/),
      },
    ]);
  });

  it('says Delete when a record is gone', async () => {
    await subscribe('Accounts');
    const { d } = await exact.post('crm/Accounts', { Name: 'Weg' });
    await exact.delete('crm/Accounts', d['ID']);
    await exact.advance(180);
    await until(() => messages().length === 2);
    expect(contents().map(({ Action }) => Action)).toEqual(expect.arrayContaining(['Update', 'Delete']));
  });

  it('announces a stock count, but not the stock that an order plans: that is a message of SalesOrders', async () => {
    await subscribe('StockPositions');
    await subscribe('SalesOrders');
    const { item, order } = await exact.sale();
    await exact.control('POST', '/divisions/101/stock', { itemCode: 'SKU-1', warehouse: '1', currentStock: 5 });
    await exact.post('salesorder/SalesOrders', order);
    await exact.advance(180);
    await settled();
    const topics = contents().map(({ Topic }) => Topic);
    expect(topics).toHaveLength(2);
    expect(new Set(topics)).toEqual(new Set(['SalesOrders', 'StockPositions']));
    expect(contents().find(({ Topic }) => Topic === 'StockPositions')!['Key']).toBe(item);
  });

  it('does not announce an item whose price or barcode alone changed', async () => {
    const { item } = await exact.sale();
    await subscribe('Items');
    await exact.put('logistics/Items', item, { Barcode: '8712345678906' });
    await exact.post('logistics/SalesItemPrices', { Item: item, Price: 5, Currency: 'EUR' });
    expect(await deliveries()).toEqual([]);
    await exact.put('logistics/Items', item, { Description: 'Andere lamp' });
    expect(await deliveries()).toMatchObject([{ topic: 'Items' }]);
  });

  it('tries again with doubling pauses, ten times over about 34 hours, and then gives up', async () => {
    await subscribe('Accounts');
    answer = () => 503;
    await exact.control('PUT', '/webhooks', { delayMs: 0 });
    await exact.post('crm/Accounts', { Name: 'Jansen' });
    let minutes = 0;
    for (let attempt = 1; attempt <= 11; attempt++) {
      await until(async () => (await deliveries())[0]!.attempts === attempt);
      await until(async () => (await deliveries())[0]!.state !== 'under-way');
      if (attempt === 11) break;
      minutes += 2 ** attempt;
      await exact.advance(2 ** attempt * 60);
    }
    expect((await deliveries())[0]).toMatchObject({ attempts: 11, state: 'given-up' });
    expect(Math.round(minutes / 60)).toBe(34);
    expect(new Set(messages()).size).toBe(1);
  });

  it('sends after a restart what was waiting before it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exact-sandbox-'));
    const stateFile = join(folder, 'state');
    await subscribe('Accounts');
    await exact.post('crm/Accounts', { Name: 'Jansen' });
    await exact.control('POST', '/snapshot', { file: stateFile });
    const second = await Stage.resume({ stateFile, now: '2026-11-23T09:10:00Z' });
    await until(() => messages().length === 1);
    expect((await second.control('GET', '/webhooks'))['deliveries']).toHaveLength(1);
    await second.close();
    await rm(folder, { recursive: true });
  });
});
