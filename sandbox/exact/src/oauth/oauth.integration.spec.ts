import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EXACT_CLIENT_ID, EXACT_CLIENT_SECRET } from '../index.js';
import { DIVISION, Stage } from '../testing/stage.js';

const CALLBACK = 'https://connector.example/exact/callback';

describe('OAuth of Exact Online (exact-online 1)', () => {
  let exact: Stage;
  beforeEach(async () => {
    exact = await Stage.start();
    await exact.control('POST', '/users', { userId: 'anna', refreshToken: 'r0', divisions: [DIVISION] });
  });
  afterEach(() => exact.close());

  const refresh = (token: string) => exact.askToken({ grant_type: 'refresh_token', refresh_token: token });
  const pairOf = (text: string) => JSON.parse(text) as { access_token: string; refresh_token: string };

  it('gives a new pair at each refresh; expires_in is a text', async () => {
    const reply = await refresh('r0');
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({ token_type: 'bearer', expires_in: '600' });
    expect(pairOf(reply.text).refresh_token).not.toBe('r0');
  });

  it('refuses a refresh before 570 s, with a reason, and the stored pair stays good', async () => {
    const first = pairOf((await refresh('r0')).text);
    await exact.advance(560);
    const early = await refresh(first.refresh_token);
    expect(early.status).toBe(400);
    expect(JSON.parse(early.text)).toEqual({
      error: 'access_denied',
      error_description: 'Rate limit exceeded: access_token not expired',
    });
    expect(early.headers.get('reason')).toMatch(/^TooEarlyToRefreshTokens/);
    await exact.advance(12);
    expect((await refresh(first.refresh_token)).status).toBe(200);
  });

  it('breaks the chain when an old refresh token is used again: the new one is dead too', async () => {
    const first = pairOf((await refresh('r0')).text);
    await exact.advance(600);
    const again = await refresh('r0');
    expect([again.status, JSON.parse(again.text)]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
    const broken = await refresh(first.refresh_token);
    expect([broken.status, JSON.parse(broken.text)]).toEqual([
      401,
      expect.objectContaining({ error: 'unauthorized_client' }),
    ]);
    expect([again.headers.get('reason'), broken.headers.get('reason')]).not.toContain(null);
  });

  it('lets a refresh token die after 30 days without use', async () => {
    const first = pairOf((await refresh('r0')).text);
    await exact.advance(31 * 86_400);
    expect(JSON.parse((await refresh(first.refresh_token)).text)).toMatchObject({ error: 'invalid_grant' });
  });

  it('answers 401 once the access token is 600 s old', async () => {
    await exact.useRefreshToken('r0');
    expect((await exact.get('/api/v1/current/Me')).status).toBe(200);
    await exact.advance(601);
    expect((await exact.get('/api/v1/current/Me')).status).toBe(401);
    expect((await exact.get('logistics/Units', { $select: 'ID' })).status).toBe(401);
  });

  it('gives 200 tokens a day and no more', async () => {
    await exact.control('PUT', '/clock', { now: '2026-11-24T00:00:00Z' });
    let token = 'r0';
    for (let count = 0; count < 200; count++) {
      // 200 refreshes do not fit into a day at 570 s, so the limit needs consents as well
      await exact.control('PUT', '/session', { userId: 'anna' });
      const code = await consent();
      token = pairOf((await exchange(code)).text).refresh_token;
    }
    await exact.advance(600);
    expect((await refresh(token)).status).toBe(429);
    await exact.advance(86_400);
    expect((await refresh(token)).status).toBe(200);
  });

  it('knows its client by id and secret', async () => {
    const reply = await exact.askToken({ grant_type: 'refresh_token', refresh_token: 'r0', client_secret: 'wrong' });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([400, expect.objectContaining({ error: 'invalid_client' })]);
  });

  describe('the consent of a person', () => {
    it('asks who one is, and goes back to the app with code and state', async () => {
      const page = await authorize({ force_login: '1' });
      expect(page.status).toBe(200);
      expect(page.text).toContain('user=anna');
      const reply = await authorize({ user: 'anna' });
      const back = new URL(reply.headers.get('location')!);
      expect([reply.status, back.origin + back.pathname, back.searchParams.get('state')]).toEqual([
        302,
        CALLBACK,
        's1',
      ]);
    });

    it('goes back at once when the browser has a session, unless force_login asks again', async () => {
      await exact.control('PUT', '/session', { userId: 'anna' });
      expect((await authorize({})).status).toBe(302);
      expect((await authorize({ force_login: '1' })).status).toBe(200);
    });

    it('tells of a refusal', async () => {
      const back = new URL((await authorize({ user: 'deny' })).headers.get('location')!);
      expect(back.searchParams.get('error')).toBe('access_denied');
    });

    it('never goes to an address that is not the registered one', async () => {
      expect((await authorize({ redirect_uri: 'https://elsewhere.example/', user: 'anna' })).status).toBe(400);
    });

    it('takes a code once, within three minutes, with the same redirect URI', async () => {
      await exact.control('PUT', '/session', { userId: 'anna' });
      const code = await consent();
      expect((await exchange(code)).status).toBe(200);
      expect(JSON.parse((await exchange(code)).text)).toMatchObject({ error: 'invalid_request' });
      const late = await consent();
      await exact.advance(181);
      expect((await exchange(late)).status).toBe(400);
      expect((await exchange(await consent(), 'https://elsewhere.example/')).status).toBe(400);
    });

    it('ends the chain that the same user had before, and heals one that was broken', async () => {
      await exact.control('PUT', '/session', { userId: 'anna' });
      await exact.control('POST', '/users/anna/revoke', {});
      expect((await refresh('r0')).status).toBe(401);
      const pair = pairOf((await exchange(await consent())).text);
      await exact.advance(575);
      expect((await refresh(pair.refresh_token)).status).toBe(200);
      expect((await refresh('r0')).status).toBe(400);
    });

    it('can be withdrawn', async () => {
      await exact.useRefreshToken('r0');
      await exact.control('POST', '/users/anna/revoke', {});
      expect((await exact.get('/api/v1/current/Me')).status).toBe(401);
    });
  });

  const authorize = (query: Record<string, string>) =>
    exact.get('/api/oauth2/auth', {
      client_id: EXACT_CLIENT_ID,
      redirect_uri: CALLBACK,
      response_type: 'code',
      state: 's1',
      ...query,
    });
  const consent = async (): Promise<string> =>
    new URL((await authorize({})).headers.get('location')!).searchParams.get('code')!;
  const exchange = (code: string, redirect_uri = CALLBACK) =>
    exact.askToken({ grant_type: 'authorization_code', code, redirect_uri, client_secret: EXACT_CLIENT_SECRET });
});
