import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DIVISION, Stage, type Reply } from '../testing/stage.js';

const NOW = '2026-11-23T09:00:10.000Z';

describe('The limits of Exact Online (exact-online 3)', () => {
  let exact: Stage;
  beforeEach(async () => {
    exact = await Stage.start({ now: NOW, speed: 0.000_001, limited: true });
  });
  afterEach(() => exact.close());

  const read = (): Promise<Reply> => exact.get('logistics/Units', { $select: 'ID' });
  const wrong = (): Promise<Reply> => exact.get('logistics/Units');
  const limitsOf = ({ headers }: Reply): Record<string, string> =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-ratelimit')));

  it('allows 60 calls a minute and a division; both limits stand on every answer, resets in epoch milliseconds', async () => {
    expect(limitsOf(await read())).toEqual({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-reset': String(Date.parse('2026-11-24T00:00:00Z')),
      'x-ratelimit-minutely-limit': '60',
      'x-ratelimit-minutely-remaining': '59',
      'x-ratelimit-minutely-reset': String(Date.parse('2026-11-23T09:01:00Z')),
    });
  });

  it('answers 429 with the headers of the minute alone, and no Retry-After', async () => {
    for (let call = 0; call < 60; call++) expect((await read()).status).toBe(200);
    const refused = await read();
    expect(refused.status).toBe(429);
    expect(Object.keys(limitsOf(refused)).every((name) => name.includes('minutely'))).toBe(true);
    expect(limitsOf(refused)['x-ratelimit-minutely-remaining']).toBe('0');
    expect(refused.headers.get('retry-after')).toBeNull();
    await exact.advance(60);
    expect((await read()).status).toBe(200);
  });

  it('answers 429 with the headers of the day alone when the day is used up', async () => {
    await exact.control('POST', '/limits', { dayLimit: 3 });
    for (let call = 0; call < 3; call++) await read();
    const refused = await read();
    expect(refused.status).toBe(429);
    expect(Object.keys(limitsOf(refused)).sort()).toEqual([
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
    ]);
    await exact.control('PUT', '/clock', { now: '2026-11-24T00:00:01Z' });
    await exact.advance(0);
    expect((await read()).status).toBe(401);
  });

  it('counts each division for itself', async () => {
    await exact.control('POST', '/divisions', { code: 102 });
    await exact.logIn({ userId: 'both', refreshToken: 'both', divisions: [DIVISION, 102] });
    for (let call = 0; call < 61; call++) await read();
    expect((await read()).status).toBe(429);
    expect((await exact.get('/api/v1/102/logistics/Units', { $select: 'ID' })).status).toBe(200);
  });

  it('blocks an endpoint after more than ten client errors in an hour, that one alone', async () => {
    for (let call = 0; call < 10; call++) expect((await wrong()).status).toBe(400);
    expect((await read()).status).toBe(200);
    await wrong();
    expect((await read()).status).toBe(403);
    expect((await exact.get('logistics/ItemGroups', { $select: 'ID' })).status).toBe(200);
  });

  it('opens it again after an hour, and after two hours when it happens again', async () => {
    await exact.control('POST', '/limits', { minuteLimit: 1_000 });
    const login = async (): Promise<void> => {
      const refreshToken = `r${Math.random()}`;
      await exact.control('POST', '/users', { userId: 'piet', refreshToken, divisions: [DIVISION] });
      await exact.useRefreshToken(refreshToken);
    };
    for (let call = 0; call < 11; call++) await wrong();
    await exact.advance(3_601);
    await login();
    expect((await read()).status).toBe(200);
    for (let call = 0; call < 11; call++) await wrong();
    await exact.advance(3_601);
    await login();
    expect((await read()).status).toBe(403);
    await exact.advance(3_601);
    await login();
    expect((await read()).status).toBe(200);
  });

  it('does not count refusals by a rule of the business, which are 500', async () => {
    for (let call = 0; call < 12; call++) expect((await exact.post('crm/Accounts', {})).status).toBe(500);
    expect((await exact.post('crm/Accounts', { Name: 'Jansen' })).status).toBe(201);
  });
});
