import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KeepAliveJob } from '@connector/exact-gateway/connections/keep-alive.job.js';
import { TryRefusedRightsJob } from '@connector/exact-gateway/connections/try-refused-rights.job.js';
import { uuidV7 } from '@connector/messaging';
import { consentTicketPlace } from '@connector/sealing';
import { Browser, type Page } from './browser.js';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage, type TestConnection } from './gateway-stage.js';

let stage: GatewayStage;
let url: string;

beforeAll(async () => {
  stage = await GatewayStage.open('consent_pages');
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  url = await stage.serve();
});

afterAll(async () => {
  await stage.close();
});

let browser: Browser;
beforeEach(() => {
  browser = new Browser();
});

/** The link that sync-core makes for somebody who may change the connection. */
function link(connectionId: string, goodForMs = 600_000): string {
  const goodUntil = new Date(stage.clock.now().getTime() + goodForMs).toISOString();
  const content = { connectionId, site: 'nl', goodUntil, nonce: uuidV7() };
  const ticket = stage.sealer.seal(content, consentTicketPlace('exact-gateway'));
  return `${url}/consent/start?ticket=${Buffer.from(JSON.stringify(ticket)).toString('base64url')}`;
}

const next = (page: Page): string => String(page.headers.get('location'));

/** Off to Exact, where this user says yes, and up to the address of the way back. */
async function consentOf(user: string, from: string, by = browser): Promise<string> {
  const away = next(await by.open(from));
  const asked = await by.open(away);
  expect(asked.status).toBe(200);
  return next(await by.open(`${away}&user=${user}`));
}

async function granted(connectionId: string): Promise<object[]> {
  const rows = await stage.db.query<{ body: object }[]>(
    `SELECT body FROM exact_gateway.outbox_message WHERE type = 'exact.consent.granted.v1' AND connection_id = $1`,
    [connectionId],
  );
  return rows.map(({ body }) => body);
}

const connectedBy = (connection: TestConnection): string => `user-${connection.division}`;

describe('a new connection', () => {
  it('chooses its administration after the consent, and works with the chain that the consent made', async () => {
    const [shop, test] = [810_001, 810_002];
    for (const code of [shop, test]) await stage.control('POST', '/divisions', { code, description: `<b>${code}</b>` });
    await stage.control('POST', '/users', { userId: 'newcomer', divisions: [shop, test] });
    const connectionId = uuidV7();
    const choice = await browser.open(await consentOf('newcomer', link(connectionId)));
    expect(choice.html).toContain('Kies de administratie');
    expect(choice.html).toContain('Choose the administration');
    expect(choice.html).toContain(`&lt;b&gt;${test}&lt;/b&gt;`);
    const token = /name="choice" value="([\w-]+)"/.exec(choice.html)![1]!;
    const done = await browser.open(`${url}/consent/division`, { choice: token, division: String(test) });
    expect([done.status, done.html.includes('is gelukt'), done.html.includes('is made')]).toEqual([200, true, true]);
    expect(await granted(connectionId)).toEqual([{ site: 'nl', division: test, divisionName: `<b>${test}</b>` }]);
    await stage.configure({ connectionId, division: test, refreshToken: '' }, 1);
    expect(await stage.said({ connectionId })).toEqual([{ revision: 1, status: 'connected' }]);
    const again = await browser.open(`${url}/consent/division`, { choice: token, division: String(shop) });
    expect([again.status, (await granted(connectionId)).length]).toEqual([400, 1]);
  });

  it('that was saved without a token says what it needs, and goes on with the consent', async () => {
    const division = 810_010;
    await stage.control('POST', '/divisions', { code: division });
    await stage.control('POST', '/users', { userId: 'owner', divisions: [division] });
    const connectionId = uuidV7();
    await stage.configure({ connectionId, division, refreshToken: '' }, 1);
    expect(await stage.said({ connectionId })).toMatchObject([
      { status: 'refused', reasonCode: 'exact_reauthorisation_needed' },
    ]);
    expect((await browser.open(await consentOf('owner', link(connectionId)))).status).toBe(200);
    expect((await stage.said({ connectionId })).at(-1)).toEqual({ revision: 1, status: 'connected' });
  });
});

describe('the same user connecting again', () => {
  it('loses nothing: every connection of the user goes on with the new chain', async () => {
    const first = await stage.connect();
    const second: TestConnection = { connectionId: uuidV7(), division: first.division, refreshToken: '' };
    // what a person would paste who took the token that the first connection was given
    await stage.configure(second, 1, first.refreshToken);
    await stage.control('POST', `/users/${connectedBy(first)}/revoke`);
    await stage.advance(601_000);
    const commander = new Commander(stage);
    const shop = await Commands.for(stage, commander, first);
    expect((await commander.deliver(shop.item('WAITS')))[0]!.body).toMatchObject({
      reasonCode: 'exact_reauthorisation_needed',
    });
    const paused = { status: 'refused', reasonCode: 'exact_reauthorisation_needed' };
    for (const { connectionId } of [first, second])
      expect((await stage.said({ connectionId })).at(-1)).toMatchObject(paused);
    const done = await browser.open(await consentOf(connectedBy(first), link(second.connectionId)));
    expect(done.status).toBe(200);
    for (const { connectionId } of [first, second])
      expect((await stage.said({ connectionId })).at(-1)).toMatchObject({ status: 'connected' });
    expect((await commander.settle(shop.item('GOES-ON'))).type).toBe('exact.item.ensured.v1');
    expect(await chainsOf(first, second)).toBe(1);
  });

  it('for a second connection while the first works shares one chain, which the first goes on with', async () => {
    const first = await stage.connect();
    const connectionId = uuidV7();
    const choice = await browser.open(await consentOf(connectedBy(first), link(connectionId)));
    const token = /name="choice" value="([\w-]+)"/.exec(choice.html)![1]!;
    await browser.open(`${url}/consent/division`, { choice: token, division: String(first.division) });
    const second = { connectionId, division: first.division, refreshToken: '' };
    await stage.configure(second, 1);
    const commander = new Commander(stage);
    for (const connection of [first, second]) {
      const shop = await Commands.for(stage, commander, connection);
      expect((await commander.settle(shop.item(`BY-${connection.connectionId.slice(-8)}`))).type).toBe(
        'exact.item.ensured.v1',
      );
    }
    expect(await chainsOf(first, second)).toBe(1);
  });

  it('loses none for which Exact gives no answer at that moment: the others go on, and that one by itself later', async () => {
    const first = await stage.connect();
    const second: TestConnection = { connectionId: uuidV7(), division: first.division, refreshToken: '' };
    await stage.configure(second, 1, first.refreshToken);
    await stage.control('POST', `/users/${connectedBy(first)}/revoke`);
    await stage.advance(601_000);
    const commander = new Commander(stage);
    await commander.deliver((await Commands.for(stage, commander, first)).item('WAITS-TOO'));
    const back = await consentOf(connectedBy(first), link(second.connectionId));
    await stage.control('POST', '/faults', { operation: 'GET vat/VATCodes', kind: '503', times: 1 });
    expect((await browser.open(back)).status).toBe(200);
    const states = async (): Promise<unknown[]> =>
      Promise.all([first, second].map(async (one) => (await stage.said(one)).at(-1)!['status']));
    expect(new Set(await states())).toEqual(new Set(['connected', 'refused']));
    await stage.advance(601_000);
    await stage.tick(TryRefusedRightsJob);
    expect(await states()).toEqual(['connected', 'connected']);
  });

  async function chainsOf(...connections: readonly TestConnection[]): Promise<number> {
    const [row] = await stage.db.query<{ chains: number }[]>(
      `SELECT count(DISTINCT chain_id)::int AS chains FROM exact_gateway.connection WHERE connection_id = ANY($1)`,
      [connections.map(({ connectionId }) => connectionId)],
    );
    return row!.chains;
  }
});

describe('a user of another company', () => {
  it('is refused, in Dutch and English, and nothing changes', async () => {
    const mine = await stage.connect();
    const other = await stage.connect();
    const refused = await browser.open(await consentOf(connectedBy(other), link(mine.connectionId)));
    expect([refused.status, refused.html.includes('ander bedrijf'), refused.html.includes('another company')]).toEqual([
      400,
      true,
      true,
    ]);
    const commander = new Commander(stage);
    for (const connection of [mine, other]) {
      const shop = await Commands.for(stage, commander, connection);
      expect((await commander.settle(shop.item('STILL-WORKS'))).type).toBe('exact.item.ensured.v1');
    }
  });
});

describe('S-15: what comes back from the browser', () => {
  it('is believed once, within ten minutes, in the session that began, with the state that was given', async () => {
    const connection = await stage.connect();
    const user = connectedBy(connection);
    await stage.forgetCalls();
    const open = (address: string, by = browser): Promise<number> => by.open(address).then(({ status }) => status);
    const back = await consentOf(user, link(connection.connectionId));
    expect(await open(back)).toBe(200);
    expect(await open(back)).toBe(400);
    const stolen = await consentOf(user, link(connection.connectionId));
    expect(await open(stolen, new Browser())).toBe(400);
    expect(await open(stolen)).toBe(400);
    const swapped = new URL(await consentOf(user, link(connection.connectionId)));
    swapped.searchParams.set('state', 'A'.repeat(43));
    expect(await open(swapped.href)).toBe(400);
    swapped.searchParams.delete('state');
    expect(await open(swapped.href)).toBe(400);
    const late = await consentOf(user, link(connection.connectionId));
    await stage.advance(601_000);
    expect(await open(late)).toBe(400);
    expect((await stage.calls({ tenant: 'oauth' })).filter(({ status }) => status >= 400)).toEqual([]);
  });

  it('a link begins one consent, only at this gateway, and ends after ten minutes', async () => {
    const { connectionId } = await stage.connect();
    const once = link(connectionId);
    expect((await browser.open(once)).status).toBe(302);
    for (const wrong of [once, link(connectionId, -1), `${url}/consent/start?ticket=abc`, `${url}/consent/start`])
      expect((await browser.open(wrong)).status).toBe(410);
    const place = consentTicketPlace('amazon-gateway');
    const foreign = stage.sealer.seal({ connectionId, site: 'nl', goodUntil: '2999-01-01T00:00:00Z' }, place);
    const ticket = Buffer.from(JSON.stringify(foreign)).toString('base64url');
    expect((await browser.open(`${url}/consent/start?ticket=${ticket}`)).status).toBe(410);
  });

  it('says so when the merchant refuses, and when Exact is away', async () => {
    const connection = await stage.connect();
    const denied = await browser.open(await consentOf('deny', link(connection.connectionId)));
    expect([denied.status, denied.html.includes('geen toestemming')]).toEqual([400, true]);
    const back = await consentOf(connectedBy(connection), link(connection.connectionId));
    await stage.control('POST', '/faults', { operation: 'token', kind: '503', times: 1 });
    const away = await browser.open(back);
    expect([away.status, away.html.includes('even niet bereikbaar')]).toEqual([503, true]);
  });

  it('never leaks the address: strict headers on every page', async () => {
    const { connectionId } = await stage.connect();
    const back = await consentOf('deny', link(connectionId));
    for (const page of [await browser.open(link(connectionId)), await browser.open(back)]) {
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; frame-ancestors 'none'/);
    }
    const cookie = (await new Browser().open(link(connectionId))).headers.get('set-cookie')!;
    expect(cookie).toMatch(/^exact-consent=[\w-]{43}; Max-Age=600; Path=\/consent; HttpOnly; SameSite=Lax$/);
  });
});

describe('a chain that nobody uses', () => {
  it('is renewed once a day, so that it never reaches thirty days, whatever becomes of the connection', async () => {
    const connection = await stage.connect();
    for (let look = 0; look < 8; look++) {
      await stage.advance(5 * 86_400_000);
      await stage.tick(KeepAliveJob);
    }
    const commander = new Commander(stage);
    const shop = await Commands.for(stage, commander, connection);
    expect((await commander.settle(shop.item('STILL-ALIVE'))).type).toBe('exact.item.ensured.v1');
  });

  it('holds up no other when it cannot be renewed', async () => {
    const [unreadable, other] = [await stage.connect(), await stage.connect()];
    const chainOf = ({ connectionId }: TestConnection) =>
      `(SELECT chain_id FROM exact_gateway.connection WHERE connection_id = '${connectionId}')`;
    await stage.advance(2 * 86_400_000);
    // the longest idle, so that it is the first whose turn it is; no key opens it
    await stage.db.query(
      `UPDATE exact_gateway.token_chain SET obtained_at = obtained_at - interval '1 day',
         refresh_token = (SELECT refresh_token FROM exact_gateway.token_chain WHERE id = ${chainOf(other)}) WHERE id = ${chainOf(unreadable)}`,
    );
    await stage.tick(KeepAliveJob);
    const [row] = await stage.db.query<{ renewed: boolean }[]>(
      `SELECT obtained_at > $1::timestamptz - interval '1 hour' AS renewed FROM exact_gateway.token_chain WHERE id = ${chainOf(other)}`,
      [stage.clock.now()],
    );
    expect(row?.renewed).toBe(true);
  });
});
