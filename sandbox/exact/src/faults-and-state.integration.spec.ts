import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage, until } from './testing/stage.js';

const ACCOUNTS = { $select: 'ID', $filter: "Name eq 'Jansen'" };

describe('Faults, log and state of the Exact sandbox', () => {
  let exact: Stage;
  beforeEach(async () => {
    exact = await Stage.start();
  });
  afterEach(() => exact.close());

  const fault = (rule: object) => exact.control('POST', '/faults', rule);
  const post = () => exact.post('crm/Accounts', { Name: 'Jansen' });
  const made = async () => ((await exact.control('GET', '/divisions/101/accounts'))['rows'] as unknown[]).length;
  const found = async () => resultsOf(await exact.get('crm/Accounts', ACCOUNTS)).length;

  it.each([
    ['429', 429],
    ['500-generic', 500],
    ['502-html', 502],
    ['503', 503],
  ])('answers with %s and does nothing', async (kind, status) => {
    await fault({ kind, operation: 'POST crm/Accounts', times: 1 });
    expect((await post()).status).toBe(status);
    expect(await made()).toBe(0);
    expect((await post()).status).toBe(201);
  });

  it('refuses with the text that is given, in its own form, and does nothing', async () => {
    await fault({ kind: '500-text', operation: 'POST crm/Accounts', times: 1, text: 'Periode is afgesloten: 2026-11' });
    const reply = await post();
    expect(reply.status).toBe(500);
    expect(reply.text).toContain('"value":"Periode is afgesloten: 2026-11"');
    expect(await made()).toBe(0);
  });

  it('cuts the connection before anything was done', async () => {
    await fault({ kind: 'reset-before', operation: 'POST crm/Accounts', times: 1 });
    await expect(post()).rejects.toThrow();
    expect(await made()).toBe(0);
  });

  it.each(['done-but-answer-lost', 'reset-in-body', 'reset-after-body'])(
    'does the work and loses the answer: %s',
    async (kind) => {
      await fault({ kind, operation: 'POST crm/Accounts', times: 1 });
      await expect(post()).rejects.toThrow();
      expect(await made()).toBe(1);
    },
  );

  it('does the work and cuts the text off', async () => {
    await fault({ kind: 'truncated-json', operation: 'POST crm/Accounts', times: 1 });
    const reply = await post();
    expect(() => JSON.parse(reply.text) as unknown).toThrow();
    expect(await made()).toBe(1);
  });

  it('takes a call and never answers', async () => {
    await fault({ kind: 'half-open', operation: 'POST crm/Accounts', times: 1 });
    const waiting = fetch(`${exact.host.url}/api/v1/101/crm/Accounts`, {
      method: 'POST',
      body: '{"Name":"Jansen"}',
      signal: AbortSignal.timeout(200),
    });
    await expect(waiting).rejects.toThrow('timeout');
    expect(await made()).toBe(0);
  });

  it('cuts the connection and does the work afterwards', async () => {
    await fault({ kind: 'late-commit', operation: 'POST crm/Accounts', times: 1, ms: 100 });
    await expect(post()).rejects.toThrow();
    expect(await found()).toBe(0);
    await until(async () => (await found()) === 1);
  });

  it('answers late', async () => {
    await fault({ kind: 'latency', operation: 'POST crm/Accounts', times: 1, ms: 150 });
    const started = performance.now();
    expect((await post()).status).toBe(201);
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  it('strikes by chance, the same calls for the same seed', async () => {
    const struck = async (seed: number): Promise<number[]> => {
      const other = await Stage.start({ seed });
      await other.control('POST', '/faults', { kind: '503', operation: 'POST crm/Accounts', probability: 0.5 });
      const statuses: number[] = [];
      for (let call = 0; call < 30; call++) statuses.push((await other.post('crm/Accounts', { Name: 'X' })).status);
      await other.close();
      return statuses;
    };
    const first = await struck(7);
    expect(await struck(7)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([201, 503]));
    expect(await struck(8)).not.toEqual(first);
  });

  it('strikes the n-th call of a division, and tells how often it struck', async () => {
    await fault({ kind: '503', operation: 'POST crm/Accounts', tenant: '101', nth: 2 });
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([201, 503, 201]);
    expect(await exact.control('GET', '/faults')).toMatchObject({ faults: [{ struck: 1 }] });
  });

  it('lets a look-up lag behind a write', async () => {
    await fault({ kind: 'lagging-look-up', operation: 'GET crm/Accounts', ms: 60_000 });
    await post();
    expect(await found()).toBe(0);
    await exact.advance(61);
    expect(await found()).toBe(1);
    await post();
    await exact.control('DELETE', '/faults');
    expect(await found()).toBe(2);
  });

  it('logs every call with time, caller, tenant, status and fault, and counts them by operation', async () => {
    await exact.control('DELETE', '/calls');
    await fault({ kind: '503', operation: 'POST crm/Accounts', times: 1 });
    await post();
    await post();
    await found();
    const { calls } = (await exact.control('GET', '/calls?tenant=101')) as { calls: object[] };
    expect(calls).toMatchObject([
      { operation: 'POST crm/Accounts', tenant: '101', status: 503, fault: '503', at: expect.any(String) },
      { operation: 'POST crm/Accounts', caller: 'piet', status: 201 },
      { operation: 'GET crm/Accounts', status: 200 },
    ]);
    expect(await exact.control('GET', '/calls/summary')).toMatchObject({
      total: 3,
      mostAtOnce: 1,
      byOperation: { 'POST crm/Accounts': { 201: 1, 503: 1 }, 'GET crm/Accounts': { 200: 1 } },
    });
  });

  it('gives the same ids for the same seed', async () => {
    const ids = async (seed: number) => {
      const other = await Stage.start({ seed });
      const { d } = await other.post('crm/Accounts', { Name: 'Jansen' });
      await other.close();
      return d['ID'];
    };
    expect(await ids(7)).toBe(await ids(7));
    expect(await ids(7)).not.toBe(await ids(8));
  });

  it('is empty after a reset', async () => {
    await post();
    await exact.control('POST', '/reset', {});
    expect((await exact.get('crm/Accounts', ACCOUNTS)).status).toBe(401);
    await expect(exact.control('GET', '/divisions/101/accounts')).rejects.toThrow('404');
  });

  it('takes a snapshot on request and goes on from it: records, versions, tokens, limits, deletions', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exact-sandbox-'));
    const file = join(folder, 'state');
    await expect(exact.control('POST', '/snapshot')).rejects.toThrow('name a file');
    const { order } = await exact.sale();
    await exact.post('salesorder/SalesOrders', order);
    const { d: gone } = await post();
    await exact.delete('crm/Accounts', gone['ID']);
    await exact.advance(580);
    const next = await exact.askToken({ grant_type: 'refresh_token', refresh_token: 'first' });
    expect(next.status).toBe(400);
    await exact.control('POST', '/users', { userId: 'anna', refreshToken: 'a0', divisions: [101] });
    await exact.useRefreshToken('a0');
    await exact.control('POST', '/snapshot', { file });
    await post();

    const second = await Stage.resume({ stateFile: file, now: '2026-11-23T09:20:00Z' });
    const old = await second.askToken({ grant_type: 'refresh_token', refresh_token: 'a0' });
    expect(JSON.parse(old.text)).toMatchObject({ error: 'invalid_grant' });
    await second.logIn({ userId: 'later', refreshToken: 'later', divisions: [101] });
    const orders = await second.get('salesorder/SalesOrders', { $select: 'AmountFC', $filter: "YourRef ne ''" });
    expect(resultsOf(orders)).toMatchObject([{ AmountFC: 24.2 }]);
    // the day's count goes on: of 5,000 more are gone than this one
    expect(Number(orders.headers.get('x-ratelimit-remaining'))).toBeLessThan(4_998);
    expect(resultsOf(await second.get('crm/Accounts', ACCOUNTS))).toHaveLength(1);
    expect(resultsOf(await second.get('sync/Deleted', { $select: 'EntityKey' }))).toMatchObject([
      { EntityKey: gone['ID'] },
    ]);
    const stock = await second.get('sync/Inventory/StockPositions', { $select: 'PlanningOut' });
    expect(resultsOf(stock)).toMatchObject([{ PlanningOut: 2 }]);
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('has kept in its file whatever it answered, when it is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exact-sandbox-'));
    const stateFile = join(folder, 'state');
    const first = await Stage.start({ stateFile });
    await first.control('POST', '/users', { userId: 'anna', refreshToken: 'a0', divisions: [101] });
    const rotated = await first.useRefreshToken('a0');
    await first.post('crm/Accounts', { Name: 'Jansen' });

    // the first is not told to stop: what it has not written is lost, as after kill -9
    const second = await Stage.resume({ stateFile, now: '2026-11-23T09:20:00Z' });
    await second.useRefreshToken(rotated);
    expect(resultsOf(await second.get('crm/Accounts', ACCOUNTS))).toHaveLength(1);
    await Promise.all([first.close(), second.close()]);
    await rm(folder, { recursive: true });
  });
});
