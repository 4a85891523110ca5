import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AMAZON_APPLICATION_ID } from '../index.js';
import { StartedSandbox } from '../testing/started-sandbox.js';

const REDIRECT = 'http://127.0.0.1:9/callback';

describe('Login with Amazon', () => {
  let sandbox: StartedSandbox;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
  });
  afterEach(() => sandbox.close());

  const refresh = (refresh_token: string): ReturnType<StartedSandbox['token']> =>
    sandbox.token({ grant_type: 'refresh_token', refresh_token });

  it('gives an access token of an hour for a refresh token, which stays the same', async () => {
    await sandbox.seller();
    const { status, body } = await refresh('Atzr|A1SELLER');
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3_600, refresh_token: 'Atzr|A1SELLER' });
    expect(body['access_token']).toMatch(/^Atza\|/);
  });

  it('gives tokens of the application, without a refresh token, for a scope that it knows', async () => {
    const granted = await sandbox.token({
      grant_type: 'client_credentials',
      scope: 'sellingpartnerapi::notifications',
    });
    expect(granted.status).toBe(200);
    expect(granted.body).not.toHaveProperty('refresh_token');
    const refused = await sandbox.token({ grant_type: 'client_credentials', scope: 'other' });
    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_scope']);
  });

  it.each([
    ['an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'Atzr|no' }, 400, 'invalid_grant'],
    ['a wrong secret', { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'no' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no grant', {}, 400, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_request'],
    ['an unknown code', { grant_type: 'authorization_code', code: 'no', redirect_uri: REDIRECT }, 400, 'invalid_grant'],
  ])('refuses %s in the manner of OAuth', async (_, form, status, error) => {
    const refused = await sandbox.token(form);
    expect([refused.status, refused.body['error']]).toEqual([status, error]);
    expect(refused.body['error_description']).not.toBe('');
  });

  it('refuses an application that is suspended, and a secret that was rotated away', async () => {
    await sandbox.seller();
    await sandbox.control('PUT', '/application', { suspended: true });
    expect((await refresh('Atzr|A1SELLER')).body['error']).toBe('unauthorized_client');
    await sandbox.control('PUT', '/application', { suspended: false, secrets: ['next'] });
    expect((await refresh('Atzr|A1SELLER')).body['error']).toBe('invalid_client');
  });

  it('answers an expired, a malformed and a missing access token with 403 Unauthorized, never with 401', async () => {
    const client = await sandbox.seller();
    const query = { lastUpdatedAfter: '2026-11-19T00:00:00Z' };
    expect((await client.searchOrders(query)).status).toBe(200);
    await sandbox.advance(3_600);
    const details = async (headers: Record<string, string>): Promise<unknown> => {
      const { status, body } = await client.call('GET', '/orders/2026-01-01/orders', { query, headers });
      const [error] = body['errors'] as { code: string; details: string }[];
      expect([status, error?.code]).toEqual([403, 'Unauthorized']);
      return error?.details;
    };
    expect(await details({})).toMatch(/expired/);
    expect(await details({ 'x-amz-access-token': 'Atza|no' })).toMatch(/malformed/);
    expect(await details({ 'x-amz-access-token': '' })).toMatch(/missing/);
  });

  it('lets a client secret live for 180 days', async () => {
    await sandbox.seller();
    await sandbox.advance(180 * 86_400 - 60);
    expect((await refresh('Atzr|A1SELLER')).status).toBe(200);
    await sandbox.advance(60);
    expect((await refresh('Atzr|A1SELLER')).body['error']).toBe('invalid_client');
  });

  it('wants the consent renewed after 365 days', async () => {
    await sandbox.seller({ consentedAt: '2025-11-20T10:00:30Z' });
    expect((await refresh('Atzr|A1SELLER')).status).toBe(200);
    await sandbox.advance(60);
    expect((await refresh('Atzr|A1SELLER')).body['error']).toBe('invalid_grant');
  });

  it('gives access tokens of 2,048 characters', async () => {
    expect((await sandbox.seller()).accessToken).toHaveLength(2_048);
  });

  it('kills every token of a seller who takes the consent back', async () => {
    const client = await sandbox.seller();
    await sandbox.control('POST', '/sellers/A1SELLER/revoke');
    expect((await client.searchOrders({ lastUpdatedAfter: '2026-11-19T00:00:00Z' })).status).toBe(403);
    expect((await refresh('Atzr|A1SELLER')).body['error']).toBe('invalid_grant');
  });

  it('keeps the token of one seller from the listings of another, and of the application from those of all', async () => {
    await sandbox.seller({ sellerId: 'A2OTHER' });
    const client = await sandbox.seller();
    const foreign = await client.call('GET', '/listings/2021-08-01/items/A2OTHER', {
      query: { marketplaceIds: 'A1805IZSGTT6HS' },
    });
    expect(foreign.status).toBe(403);
    const application = await sandbox.application();
    expect((await application.searchOrders({ lastUpdatedAfter: '2026-11-19T00:00:00Z' })).status).toBe(403);
    expect((await client.call('GET', '/notifications/v1/destinations')).status).toBe(403);
  });

  it('needs a user-agent', async () => {
    const client = await sandbox.seller();
    const long = await client.call('GET', '/sellers/v1/account', { headers: { 'user-agent': 'x'.repeat(501) } });
    expect(long.status).toBe(400);
  });
});

describe('The consent of a seller (website workflow)', () => {
  let sandbox: StartedSandbox;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    await sandbox.control('POST', '/sellers', { sellerId: 'A1SELLER', marketplaceIds: ['A1805IZSGTT6HS'] });
  });
  afterEach(() => sandbox.close());

  const link = (parts: Record<string, string> = {}): string =>
    `${sandbox.url}/apps/authorize/consent?${new URLSearchParams({ application_id: AMAZON_APPLICATION_ID, state: 's1', redirect_uri: REDIRECT, ...parts }).toString()}`;

  const confirm = async (): Promise<URL> => {
    const body = new URLSearchParams({ selling_partner_id: 'A1SELLER' });
    const response = await fetch(link(), { method: 'POST', body, redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    return new URL(response.headers.get('location')!);
  };

  const exchange = (code: string, redirect_uri = REDIRECT): ReturnType<StartedSandbox['token']> =>
    sandbox.token({ grant_type: 'authorization_code', code, redirect_uri });

  it('shows a page, and its button sends the browser back with state, seller and code', async () => {
    const page = await fetch(link());
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('A1SELLER');
    const back = await confirm();
    expect(back.href.startsWith(REDIRECT)).toBe(true);
    expect(back.searchParams.get('state')).toBe('s1');
    expect(back.searchParams.get('selling_partner_id')).toBe('A1SELLER');
    const { status, body } = await exchange(back.searchParams.get('spapi_oauth_code')!);
    expect(status).toBe(200);
    expect(body['refresh_token']).toMatch(/^Atzr\|/);
    const again = await sandbox.token({ grant_type: 'refresh_token', refresh_token: body['refresh_token']! });
    expect(again.status).toBe(200);
  });

  it('gives a code that is good once, for five minutes, and for its redirect URI alone', async () => {
    const code = async (): Promise<string> => (await confirm()).searchParams.get('spapi_oauth_code')!;
    const once = await code();
    expect((await exchange(once)).status).toBe(200);
    expect((await exchange(once)).body['error']).toBe('invalid_grant');
    expect((await exchange(await code(), 'http://127.0.0.1:9/other')).body['error']).toBe('invalid_grant');
    const late = await code();
    await sandbox.advance(300);
    expect((await exchange(late)).body['error']).toBe('invalid_grant');
  });

  it('lets a seller in again after the consent was taken back, with a new refresh token only', async () => {
    const first = await exchange((await confirm()).searchParams.get('spapi_oauth_code')!);
    await sandbox.control('POST', '/sellers/A1SELLER/revoke');
    const second = await exchange((await confirm()).searchParams.get('spapi_oauth_code')!);
    const refresh = (token: string | undefined): ReturnType<StartedSandbox['token']> =>
      sandbox.token({ grant_type: 'refresh_token', refresh_token: token ?? '' });
    expect((await refresh(first.body['refresh_token'])).status).toBe(400);
    expect((await refresh(second.body['refresh_token'])).status).toBe(200);
  });

  it('refuses an unknown application, an unregistered redirect URI, a missing state, and a draft without version=beta', async () => {
    const status = async (parts: Record<string, string>): Promise<number> => (await fetch(link(parts))).status;
    expect(await status({ application_id: 'amzn1.sellerapps.app.no' })).toBe(400);
    expect(await status({ redirect_uri: 'https://elsewhere.example/' })).toBe(400);
    expect(await status({ state: '' })).toBe(400);
    await sandbox.control('PUT', '/application', { draft: true, redirectUris: [REDIRECT] });
    expect(await status({})).toBe(400);
    expect(await status({ version: 'beta' })).toBe(200);
    expect(await status({ version: 'beta', redirect_uri: 'http://127.0.0.1:9/other' })).toBe(400);
  });
});
