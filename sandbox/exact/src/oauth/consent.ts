import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';
import { CLIENT_ID, type Application } from './application.js';
import type { User } from './user.js';

const CODE_MS = 3 * 60_000;

/** The page on which a person lets the app in, and the codes that follow from it (exact-online 1). */
export class Consent {
  /** who is logged in in the browser; nobody: the page asks */
  session: string | undefined;
  private readonly codes = new Map<string, { userId: string; redirectUri: string; until: number }>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly application: Application,
    private readonly users: ReadonlyMap<string, User>,
  ) {}

  /** `GET /api/oauth2/auth`: a page that asks who one is, or back to the app with a code. */
  page({ query }: Call): Answer {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== CLIENT_ID) return html(400, 'Client not found');
    if (redirectUri !== this.application.redirectUri) return html(400, 'The redirect URI is not the registered one');
    if (query.get('response_type') !== 'code') return html(400, 'The response type must be code');
    const answered = query.get('user') ?? (query.get('force_login') === '1' ? undefined : this.session);
    if (answered === undefined) return html(200, this.form(query));
    if (answered === 'deny') return back(redirectUri, query, { error: 'access_denied' });
    if (!this.users.has(answered)) return html(400, 'There is no such user');
    this.session = answered;
    const code = `stampNL001.${this.random.hex(40)}`;
    this.codes.set(code, { userId: answered, redirectUri, until: this.clock.now() + CODE_MS });
    return back(redirectUri, query, { code });
  }

  /** Who gave this code; it is good once, for three minutes, with the same redirect URI. */
  redeem(code: string, redirectUri: string): User | undefined {
    const given = this.codes.get(code);
    this.codes.delete(code);
    if (given === undefined || given.redirectUri !== redirectUri || given.until < this.clock.now()) return undefined;
    return this.users.get(given.userId);
  }

  clear(): void {
    this.codes.clear();
    this.session = undefined;
  }

  private form(query: URLSearchParams): string {
    const choose = (user: string): string => {
      const chosen = new URLSearchParams(query);
      chosen.set('user', user);
      return `/api/oauth2/auth?${chosen.toString().replaceAll('&', '&amp;')}`;
    };
    const users = [...this.users.keys()].map((id) => `<li><a href="${choose(id)}">${id}</a></li>`);
    return `<ul>${users.join('')}<li><a href="${choose('deny')}">deny</a></li></ul>`;
  }
}

function back(redirectUri: string, query: URLSearchParams, result: Record<string, string>): Answer {
  const url = new URL(redirectUri);
  const state = query.get('state');
  for (const [name, value] of Object.entries({ ...result, ...(state === null ? {} : { state }) }))
    url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href } };
}

function html(status: number, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>Exact Online</title><body>${text}</body>`,
  };
}
