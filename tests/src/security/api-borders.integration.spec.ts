import { backfillAmazonOrdersV1 } from '@connector/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anything, assert, asyncProperty, constantFrom, oneof, record, string } from 'fast-check';
import { buyer, listing, settings } from '../sync-core/invented.js';
import { API_TOKEN, setStage, type Stage } from '../sync-core/stage.js';
import { filled, guardedRoutes, nameOf, type Route } from './api-routes.js';

const OWN = '403-1000000-0000001';
const OTHERS = '403-2000000-0000002';
const OTHERS_SKU = 'ZQ-OTHERS-MUG';

/** Routes of a connection that name a second thing, with a body that is right: asked for another merchant's thing. */
const CROSSED: Readonly<Record<string, object | undefined>> = {
  'GET /orders/{connectionId}/{amazonOrderId}': undefined,
  'POST /notices/{connectionId}/{amazonOrderId}/{code}/tick-off': { by: 'Anna' },
  'POST /connections/{connectionId}/amazon-orders/backfills/{id}/start': undefined,
  'DELETE /items/{connectionId}/aliases/{sku}': undefined,
  'POST /stock/{connectionId}/skus/{sku}/trust-zero': { by: 'Anna' },
  'POST /held-work/{connectionId}/{amazonOrderId}/ignore': { by: 'Anna', note: 'not ours' },
  'POST /held-work/{connectionId}/{amazonOrderId}/correct': { by: 'Anna', vatCode: '2' },
  'POST /held-work/{connectionId}/{amazonOrderId}/retry': undefined,
};

/** Routes of a connection that answer with what is its own. */
const OF_ONE = [
  'GET /connections/{id}',
  'GET /connections/{id}/going-live',
  'GET /connections/{id}/vat-proposal',
  'GET /connections/{id}/warnings',
  'GET /connections/{connectionId}/amazon-orders/backfills',
  'GET /connections/{connectionId}/amazon-orders/tallies',
  'GET /items/{connectionId}/progress',
  'GET /items/{connectionId}/aliases',
  'GET /stock/{connectionId}/preview',
  'GET /stock/{connectionId}/drift',
  'GET /stock/{connectionId}/shared-items',
];

/** Routes whose question may name a connection. */
const LISTS = ['GET /orders', 'GET /summary', 'GET /notices', 'GET /items', 'GET /stock', 'GET /held-work'];

describe('The borders of the API', () => {
  let stage: Stage;
  let [own, others, backfill] = ['', '', ''];

  beforeAll(async () => {
    stage = await setStage('api_borders');
    // no rule fits: the orders wait for a person
    const noRule = { vatTable: [{ ...settings.vatTable[0]!, when: { shipTo: 'BE' } }] };
    own = await stage.connect({ sellerId: 'A000BORDERS1', division: 100_001, settings: noRule });
    others = await stage.connect({ sellerId: 'A000BORDERS2', division: 100_002, settings: noRule });
    await stage.tellListings(others, [listing(OTHERS_SKU)]);
    for (const [connectionId, id] of [
      [own, OWN],
      [others, OTHERS],
    ] as const) {
      await stage.tellOrder(connectionId, { id, sku: OTHERS_SKU }, buyer());
      await stage.orderIn(connectionId, id, 'held');
    }
    backfill = '019ab0c2-7a00-7000-8000-0000000000bf';
    await stage.query(
      `INSERT INTO sync_core.order_backfill (id, connection_id, selection, state, orders, calls, created_at, changed_at)
       VALUES ($1, $2, $3, 'estimated', 0, 0, now(), now())`,
      [backfill, others, backfillAmazonOrdersV1.example.selection],
    );
  });

  afterAll(async () => stage?.stop());

  const ask = async (method: string, path: string, body?: unknown, token = API_TOKEN): Promise<Response> =>
    fetch(stage.apiUrl + path, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  const values = (): Record<string, string> => ({
    connectionId: own,
    id: own,
    amazonOrderId: OTHERS,
    sku: OTHERS_SKU,
    code: 'correction_needed',
  });

  describe('S-10: between two merchants', () => {
    const ofConnections = guardedRoutes().filter(({ parameters }) => parameters.includes('connectionId'));

    it('are tried at every route that names a connection and a thing of it', () => {
      const named = ofConnections.filter(({ parameters }) => parameters.length > 1).map(nameOf);
      // asks Amazon with the merchant's own consent, whatever order it names
      const asking = ['POST /connections/{connectionId}/amazon-orders/{amazonOrderId}/fetch'];
      expect(named.sort()).toEqual([...Object.keys(CROSSED), ...asking].sort());
    });

    it('are tried at every route that answers with things of a connection', () => {
      const answering = guardedRoutes()
        .filter(({ method, path }) => method === 'GET' && /\{(connectionId|id)\}/.test(path))
        .filter((route) => !(nameOf(route) in CROSSED) && !route.path.startsWith('/parked-messages'));
      expect(answering.map(nameOf).sort()).toEqual([...OF_ONE].sort());
    });

    it.each(Object.keys(CROSSED))('%s finds nothing of another merchant, and changes nothing', async (name) => {
      const [method, path] = name.split(' ') as [string, string];
      const before = await everythingOfOthers();
      const ids = path.includes('backfills') ? { ...values(), id: backfill } : values();
      const answer = await ask(method, filled({ path }, ids), CROSSED[name]);
      expect([404, 409]).toContain(answer.status);
      expect(await answer.text()).not.toContain(others);
      expect(await everythingOfOthers()).toEqual(before);
    });

    it.each(OF_ONE)('%s tells nothing of another merchant', async (name) => {
      const [method, path] = name.split(' ') as [string, string];
      await tellsNothing(method, filled({ path }, values()));
    });

    it.each(LISTS)('%s of one connection tells nothing of another merchant', async (name) => {
      const [method, path] = name.split(' ') as [string, string];
      await tellsNothing(method, `${path}?connectionId=${own}&limit=200`);
    });

    const tellsNothing = async (method: string, path: string): Promise<void> => {
      const answer = await ask(method, path);
      const text = await answer.text();
      expect(answer.status).toBe(200);
      for (const mark of [others, OTHERS, 'A000BORDERS2', '100002']) expect(text).not.toContain(mark);
    };

    const everythingOfOthers = async (): Promise<object[]> =>
      stage.query(
        `SELECT o.*, (SELECT count(*) FROM sync_core.timeline_entry t WHERE t.connection_id = o.connection_id) AS told,
           (SELECT state FROM sync_core.order_backfill WHERE id = $2) AS backfill
         FROM sync_core.amazon_order o WHERE connection_id = $1`,
        [others, backfill],
      );
  });

  it.each(guardedRoutes().map((route) => [nameOf(route), route] as const))(
    'S-11: %s asks for the token',
    async (_name, route) => {
      const path = filled(route, values());
      for (const token of ['', 'not-the-token-of-this-api'])
        expect((await ask(route.method, path, route.method === 'GET' ? undefined : {}, token)).status).toBe(401);
    },
  );

  describe('S-12: what is too much is refused, and says so', () => {
    const refused = async (body: unknown, status: number, says: string): Promise<void> => {
      const answer = await ask('POST', `/items/${own}/resync`, body);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.text()).toContain(says);
    };

    it('a body of more than a megabyte', () => refused({ skus: ['x'.repeat(1_100_000)] }, 413, 'too large'));

    it('a body that is no JSON', () => refused('{"skus": [', 400, 'JSON'));

    it('a body that is nested deeper than 32 levels', () =>
      refused(`{"skus": ${'['.repeat(40)}${']'.repeat(40)}}`, 400, 'deeper than 32'));

    it('an array of more than ten thousand', () =>
      refused({ skus: Array.from({ length: 10_001 }, () => 'A') }, 400, 'at most 10000'));

    it.each(['false', 'true', 0, 1])('%j in the place of a yes or no', async (dryRun) => {
      const before = await stage.api.get(`/connections/${own}`);
      const answer = await ask('PATCH', `/connections/${own}`, { dryRun });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('dryRun must be a boolean');
      expect(await stage.api.get(`/connections/${own}`)).toEqual(before);
    });

    it('a page of more than 200', async () => {
      const answer = await ask('GET', '/orders?limit=201');
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('200');
    });

    it('while 500 SKUs of full length pass', async () => {
      const skus = Array.from({ length: 500 }, (_, index) => String(index).padStart(255, 'S'));
      expect((await ask('POST', `/items/${own}/resync`, { skus })).status).toBe(200);
    });
  });

  describe('S-36: whatever is sent', () => {
    /** Words of a stack, of SQL, of a driver. */
    const LEAKS = /\bat .+\.(js|ts):\d+|node_modules|QueryFailedError|SELECT |sync_core\.|syntax for type|PostgreSQL/;

    // a route without a body takes a question; what stops connections or parks messages is left alone
    const fuzzed = guardedRoutes().filter(({ path }) => !/pause|resume|consent/.test(path));

    const check = async (
      route: Route,
      wanted: Record<string, string>,
      body: unknown,
      question: string,
    ): Promise<void> => {
      const path = filled(route, wanted) + (question === '' ? '' : `?after=${encodeURIComponent(question)}`);
      const answer = await ask(
        route.method,
        path,
        route.method === 'GET' ? undefined : (JSON.stringify(body) ?? 'null'),
      );
      const text = await answer.text();
      const said = `${nameOf(route)} ${path} was answered ${answer.status}: ${text.slice(0, 300)}`;
      if (answer.status >= 500) throw new Error(said);
      if (answer.status >= 400 && LEAKS.test(text)) throw new Error(`It leaks: ${said}`);
    };

    it('no answer is a 500, and none tells of stack or SQL', async () => {
      const text = oneof(
        string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        constantFrom('\0', "'; DROP TABLE x --", '__proto__', '9'.repeat(400)),
      );
      const ids = record({
        connectionId: oneof(constantFrom(own, others), text),
        id: oneof(constantFrom(own, backfill), text),
        amazonOrderId: oneof(constantFrom(OWN, OTHERS), text),
        sku: text,
        code: text,
      });
      const body = oneof(
        anything({ maxDepth: 3, withNullPrototype: true }),
        record(
          { by: text, note: text, skus: anything(), sku: text, pieces: anything(), lines: anything(), vatCode: text },
          { requiredKeys: [] },
        ),
      );
      await assert(asyncProperty(constantFrom(...fuzzed), ids, body, oneof(constantFrom(''), text), check), {
        numRuns: Number(process.env['FUZZED_REQUESTS'] ?? 400),
      });
    });
  });
});
