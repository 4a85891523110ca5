import { ExpiryWatch } from '@connector/amazon-gateway/consent/expiry-watch';
import type { AmazonConnectionExpiryV1, ConnectionChangedV1 } from '@connector/contracts';
import { consentTicketPlace } from '@connector/sealing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Browser } from './browser.js';
import { inventedOrder, orderIdOf } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

const DAY = 86_400;

describe('A seller gives his consent by the website workflow', () => {
  let stage: Stage;
  let app: INestApplication;
  let shop: Shop;
  beforeAll(async () => (stage = await setStage('amazon_gateway_web_consent')));
  afterAll(() => stage.stop());
  beforeEach(async () => {
    await stage.reset();
    shop = await Shop.open(stage, { orders: [inventedOrder(1, new Date(stage.time.now().getTime() - 3_600_000))] });
    app = await stage.start();
    await app.listen(0, '127.0.0.1');
    stage.environment.AMAZON_GATEWAY_PUBLIC_URL = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    await shop.configure(app, { withToken: false });
  });

  const ticketFor = (connectionId: string, seconds = 600, place = 'amazon-gateway'): string => {
    const goodUntil = new Date(stage.time.now().getTime() + seconds * 1_000).toISOString();
    const sealed = stage.sealer.seal({ connectionId, goodUntil, nonce: Math.random() }, consentTicketPlace(place));
    return Buffer.from(JSON.stringify(sealed)).toString('base64url');
  };
  const startAt = (ticket: string): string =>
    `${stage.environment.AMAZON_GATEWAY_PUBLIC_URL}/consent/start?ticket=${encodeURIComponent(ticket)}`;
  /** Starts, logs in as the seller, and confirms: the address to which Amazon sends the browser back. */
  const confirmed = async (browser: Browser, sellerId = shop.sellerId): Promise<string> => {
    const started = await browser.open(startAt(ticketFor(shop.connectionId)));
    expect(started.status).toBe(302);
    const atAmazon = started.headers.get('location')!;
    const back = await fetch(atAmazon, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ selling_partner_id: sellerId }),
    });
    expect(back.status).toBe(302);
    return back.headers.get('location')!;
  };
  const told = async (): Promise<string[]> =>
    (await shop.said<ConnectionChangedV1>('amazon.connection.changed.v1')).map(({ status, reasonCode }) =>
      [status, ...(reasonCode === undefined ? [] : [reasonCode])].join(' '),
    );

  it('waits without a token, and works from the consent on: orders come, and the end after a year is told', async () => {
    expect(await told()).toEqual(['refused amazon_reauthorisation_needed']);
    const browser = new Browser();
    const back = await confirmed(browser);
    const page = await shop.nextWalk('orders', async () => {
      const answer = await browser.open(back);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const html = await answer.text();
      expect(html).toContain('De koppeling met Amazon is gelukt');
      expect(html).toContain('lang="en"');
    });
    expect(page).toBeUndefined();
    expect(await told()).toEqual(['refused amazon_reauthorisation_needed', 'connected']);
    expect((await shop.orders()).map(({ amazonOrderId }) => amazonOrderId)).toEqual([orderIdOf(1)]);
    const [notice] = await shop.said<AmazonConnectionExpiryV1>('amazon.connection.expiry-noticed.v1');
    expect(notice).toMatchObject({ what: 'consent', daysLeft: 365 });
  });

  it('sends the browser to Seller Central with a state that nobody can guess, and the draft as a beta', async () => {
    const state = async (): Promise<string> => {
      const started = await new Browser().open(startAt(ticketFor(shop.connectionId)));
      const target = new URL(started.headers.get('location')!);
      expect(target.pathname).toBe('/apps/authorize/consent');
      expect(target.searchParams.get('redirect_uri')).toBe(
        `${stage.environment.AMAZON_GATEWAY_PUBLIC_URL}/consent/callback`,
      );
      expect(started.headers.get('referrer-policy')).toBe('no-referrer');
      expect(started.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
      return target.searchParams.get('state')!;
    };
    const [first, second] = [await state(), await state()];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').length).toBeGreaterThanOrEqual(16);
    stage.environment.AMAZON_APPLICATION_DRAFT = true;
    await stage.sandbox.send('PUT', '/application', { draft: true });
    const browser = new Browser();
    expect((await browser.open(await confirmed(browser))).status).toBe(200);
    stage.environment.AMAZON_APPLICATION_DRAFT = false;
    await stage.sandbox.send('PUT', '/application', { draft: false });
  });

  it('S-15: refuses a state that is used again, too old, of another session, changed or missing, and another seller', async () => {
    const logins = async (): Promise<number> =>
      (await stage.sandbox.get<{ calls: unknown[] }>('/calls?operation=token')).calls.length;
    const before = await logins();
    const other = await Shop.open(stage);
    const refused: [string, () => Promise<Response>][] = [
      [
        'used again',
        async () => {
          const browser = new Browser();
          const back = await confirmed(browser);
          await browser.open(back.replace(/spapi_oauth_code=[^&]+/, ''));
          return browser.open(back);
        },
      ],
      [
        'too old',
        async () => {
          const browser = new Browser();
          const back = await confirmed(browser);
          await stage.time.advance(601);
          return browser.open(back);
        },
      ],
      ['another session', async () => new Browser().open(await confirmed(new Browser()))],
      [
        'changed',
        async () => {
          const browser = new Browser();
          return browser.open((await confirmed(browser)).replace('state=', 'state=A'));
        },
      ],
      [
        'missing',
        async () => {
          const browser = new Browser();
          return browser.open((await confirmed(browser)).replace(/state=[^&]+&?/, ''));
        },
      ],
      [
        'another seller',
        async () => {
          const browser = new Browser();
          return browser.open(await confirmed(browser, other.sellerId));
        },
      ],
    ];
    for (const [what, attempt] of refused) {
      const answer = await attempt();
      expect([what, answer.status]).toEqual([what, 400]);
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(await logins()).toBe(before);
    expect(await told()).toEqual(['refused amazon_reauthorisation_needed']);
  });

  it.each([
    ['used before', (ticket: string) => ticket, 0],
    ['ten minutes old', (ticket: string) => ticket, 601],
    ['changed', (ticket: string) => ticket.replace(/.{4}$/, 'AAAA'), 0],
    ['no ticket at all', () => 'nonsense', 0],
  ])('begins nothing with a ticket that is %s', async (_what, change, seconds) => {
    const ticket = ticketFor(shop.connectionId);
    if (seconds === 0 && change(ticket) === ticket) await new Browser().open(startAt(ticket));
    await stage.time.advance(seconds);
    const answer = await new Browser().open(startAt(change(ticket)));
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain('Deze link is niet meer geldig');
  });

  it('begins nothing with a ticket for another gateway', async () => {
    const answer = await new Browser().open(startAt(ticketFor(shop.connectionId, 600, 'exact-gateway')));
    expect(answer.status).toBe(410);
  });

  it('says so in plain words when Amazon refuses the code, or when the seller gave no consent', async () => {
    const browser = new Browser();
    const wrong = await browser.open(
      (await confirmed(browser)).replace(/spapi_oauth_code=[^&]+/, 'spapi_oauth_code=x'),
    );
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('Amazon gaf geen toegang');
    const second = new Browser();
    const none = await second.open((await confirmed(second)).replace(/spapi_oauth_code=[^&]+/, ''));
    expect(await none.text()).toContain('Er is geen toestemming gegeven');
    expect(await told()).toEqual(['refused amazon_reauthorisation_needed']);
  });

  it('shows neither code, state, session, ticket nor token in a log line or a table', async () => {
    const browser = new Browser();
    const back = await confirmed(browser);
    const answer = await browser.open(back);
    expect(answer.status).toBe(200);
    const tables = await stage.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'amazon_gateway' AND table_type = 'BASE TABLE'`,
    );
    const rows: object[] = [];
    for (const { name } of tables) rows.push(await stage.query(`SELECT * FROM amazon_gateway.${name}`));
    const clear = JSON.stringify(rows) + stage.log();
    const { searchParams } = new URL(back);
    for (const secret of [searchParams.get('state')!, searchParams.get('spapi_oauth_code')!, 'Atzr|', 'Atza|'])
      expect(clear).not.toContain(secret);
  });

  it('tells the end of the consent and of the client secret at 60, 30 and 7 days, each once, and a renewal', async () => {
    const browser = new Browser();
    await browser.open(await confirmed(browser));
    const notices = async (what: string): Promise<number[]> =>
      (await shop.said<AmazonConnectionExpiryV1>('amazon.connection.expiry-noticed.v1'))
        .filter((notice) => notice.what === what)
        .map(({ daysLeft }) => daysLeft);
    stage.environment.AMAZON_CLIENT_SECRET_SINCE = stage.time.now().toISOString();
    const watch = app.get(ExpiryWatch);
    const pass = async (days: number): Promise<void> => {
      await stage.time.advance(days * DAY);
      await watch.tick();
      await watch.tick();
    };
    for (const days of [119, 2, 30, 23, 7]) await pass(days);
    expect(await notices('client-secret')).toEqual([59, 29, 6, -1]);
    expect(await notices('consent')).toEqual([365]);
    for (const days of [125, 30, 23]) await pass(days);
    expect(await notices('consent')).toEqual([365, 59, 29, 6]);
    await stage.sandbox.send('PUT', '/application', { secrets: [stage.environment.AMAZON_CLIENT_SECRET] });
    stage.environment.AMAZON_CLIENT_SECRET_SINCE = stage.time.now().toISOString();
    await pass(0);
    expect((await notices('client-secret')).at(-1)).toBeGreaterThanOrEqual(179);
    const again = new Browser();
    await again.open(await confirmed(again));
    expect((await notices('consent')).at(-1)).toBe(365);
    delete stage.environment.AMAZON_CLIENT_SECRET_SINCE;
  });
});
