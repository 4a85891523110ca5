import type { Answer, Call } from '@connector/simulation';
import { APPLICATION_ID, type Application } from './application.js';
import type { LoginWithAmazon } from './login-with-amazon.js';
import type { Sellers } from '../sellers/sellers.js';

export const CONSENT_PATH = '/apps/authorize/consent';

const HEADERS = { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' };

/**
 * Seller Central's page on which a seller lets an application act for it (amazon-sp-api 3.2): GET shows it, and its button
 * sends the browser back with `state`, `selling_partner_id` and `spapi_oauth_code`. Who is logged in is chosen on the page.
 */
export class ConsentPage {
  constructor(
    private readonly sellers: Sellers,
    private readonly application: Application,
    private readonly login: LoginWithAmazon,
  ) {}

  answer({ method, query, body }: Call): Answer {
    const redirectUri = this.application.redirectTo(query.get('redirect_uri'));
    const state = query.get('state');
    if (query.get('application_id') !== APPLICATION_ID) return page(400, '<p>The application is not known.</p>');
    if (this.application.draft && query.get('version') !== 'beta')
      return page(400, '<p>The application is a draft: version=beta is needed.</p>');
    if (redirectUri === undefined) return page(400, '<p>The redirect URI is not registered.</p>');
    if (state === null || state === '') return page(400, '<p>state is missing.</p>');
    if (method !== 'POST') return this.form(query);
    const seller = this.sellers.all.get(new URLSearchParams(body.toString('utf8')).get('selling_partner_id') ?? '');
    if (seller === undefined) return page(400, '<p>Nobody is logged in.</p>');
    const target = new URL(redirectUri);
    target.searchParams.set('state', state);
    target.searchParams.set('selling_partner_id', seller.sellerId);
    target.searchParams.set('spapi_oauth_code', this.login.grantCode(seller, redirectUri));
    return { status: 302, headers: { ...HEADERS, location: target.href } };
  }

  private form(query: URLSearchParams): Answer {
    const choices = [...this.sellers.all.values()].map(
      ({ sellerId, storeName }) => `<option value="${escaped(sellerId)}">${escaped(storeName)}</option>`,
    );
    return page(
      200,
      `<h1>Authorize the application</h1><form method="post" action="${escaped(`${CONSENT_PATH}?${query.toString()}`)}">
<label>Logged in as <select name="selling_partner_id">${choices.join('')}</select></label> <button>Confirm</button></form>`,
    );
  }
}

function page(status: number, content: string): Answer {
  return { status, headers: HEADERS, body: `<!doctype html><html lang="en"><body>${content}</body></html>` };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
