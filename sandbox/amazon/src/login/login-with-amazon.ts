import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';
import { denied } from '../api/amazon-error.js';
import type { Application } from './application.js';
import { NOTIFICATIONS_SCOPE, ROTATION_SCOPE } from '../api/operations.js';
import type { Seller, Sellers } from '../sellers/sellers.js';

const TOKEN_SECONDS = 3_600;
const CODE_SECONDS = 300;
const LONGEST_TOKEN = 2_048;
/** A seller renews the consent to a public application every year. */
const CONSENT_MS = 365 * 86_400_000;
const SCOPES = [NOTIFICATIONS_SCOPE, ROTATION_SCOPE];

interface AccessToken {
  readonly until: number;
  readonly seller?: Seller;
  readonly scope?: string;
}

interface Code {
  readonly seller: Seller;
  readonly redirectUri: string;
  readonly until: number;
}

/** Login with Amazon: refresh tokens that stay, access tokens for an hour, codes for five minutes and once (amazon-sp-api 1). */
export class LoginWithAmazon {
  private readonly tokens = new Map<string, AccessToken>();
  private readonly codes = new Map<string, Code>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly sellers: Sellers,
    private readonly application: Application,
  ) {}

  /** The code that a seller's consent sends back to the application. */
  grantCode(seller: Seller, redirectUri: string): string {
    const code = this.random.hex(24);
    this.codes.set(code, { seller, redirectUri, until: this.clock.now() + CODE_SECONDS * 1_000 });
    return code;
  }

  /** Forgets every token and code. */
  clear(): void {
    this.tokens.clear();
    this.codes.clear();
  }

  /** For the call log: whose token it is, whether it is still good or not. */
  tenantOf(token: string | string[] | undefined): string {
    const entry = typeof token === 'string' ? this.tokens.get(token) : undefined;
    return entry?.seller?.sellerId ?? (entry?.scope === undefined ? 'unknown' : 'application');
  }

  /** @throws AmazonError 403 for a token that is missing, unknown, revoked, of another kind, or an hour old */
  check(token: string | string[] | undefined, scope: string | undefined): Seller | undefined {
    if (typeof token !== 'string' || token === '') throw denied('Access token is missing in the request header.');
    const entry = this.tokens.get(token);
    if (entry === undefined || entry.seller?.revoked === true)
      throw denied('The access token you provided is revoked, malformed or invalid.');
    if (entry.until <= this.clock.now()) throw denied('The access token you provided has expired.');
    if (entry.scope !== scope) throw denied('The access token you provided does not open this operation.');
    return entry.seller;
  }

  token(call: Call): Answer {
    const form = formOf(call);
    if (form === undefined) return refused(400, 'invalid_request', 'The request body cannot be read');
    const grant = form.get('grant_type');
    if (grant === null) return refused(400, 'invalid_request', 'The request is missing grant_type');
    if (!this.application.isClient(form.get('client_id'), form.get('client_secret')))
      return refused(401, 'invalid_client', 'Client authentication failed');
    if (this.application.suspended)
      return refused(400, 'unauthorized_client', 'The client is not authorized for this grant');
    switch (grant) {
      case 'authorization_code':
        return this.exchange(form);
      case 'refresh_token': {
        const refreshToken = form.get('refresh_token');
        if (refreshToken === null) return refused(400, 'invalid_request', 'The request is missing refresh_token');
        const seller = this.sellers.ofRefreshToken(refreshToken);
        return seller === undefined || this.hasLapsed(seller)
          ? invalidGrant('refresh_token')
          : this.issue({ seller }, refreshToken);
      }
      case 'client_credentials': {
        const scope = form.get('scope') ?? '';
        return SCOPES.includes(scope)
          ? this.issue({ scope })
          : refused(400, 'invalid_scope', 'The requested scope is invalid');
      }
      default:
        return refused(400, 'unsupported_grant_type', 'The grant type is not supported');
    }
  }

  save(): unknown {
    return { tokens: this.tokens, codes: this.codes };
  }

  load(saved: unknown): void {
    const { tokens, codes } = saved as { tokens: LoginWithAmazon['tokens']; codes: LoginWithAmazon['codes'] };
    this.clear();
    for (const [text, token] of tokens) this.tokens.set(text, token);
    for (const [text, code] of codes) this.codes.set(text, code);
  }

  private hasLapsed({ consentedAt }: Seller): boolean {
    return this.clock.now() - consentedAt > CONSENT_MS;
  }

  private exchange(form: URLSearchParams): Answer {
    const text = form.get('code');
    if (text === null) return refused(400, 'invalid_request', 'The request is missing code');
    const code = this.codes.get(text);
    this.codes.delete(text);
    if (code === undefined || code.until <= this.clock.now() || code.redirectUri !== form.get('redirect_uri'))
      return invalidGrant('code');
    const refreshToken = `Atzr|${this.random.hex(64)}`;
    code.seller.revoked = false;
    code.seller.consentedAt = this.clock.now();
    code.seller.refreshTokens.push(refreshToken);
    return this.issue({ seller: code.seller }, refreshToken);
  }

  private issue(holder: { seller: Seller } | { scope: string }, refreshToken?: string): Answer {
    const token = `Atza|${this.random.hex(LONGEST_TOKEN - 5)}`;
    this.tokens.set(token, { ...holder, until: this.clock.now() + TOKEN_SECONDS * 1_000 });
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        access_token: token,
        token_type: 'bearer',
        expires_in: TOKEN_SECONDS,
        ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      },
    };
  }
}

function formOf({ headers, body }: Call): URLSearchParams | undefined {
  const text = body.toString('utf8');
  if (!(headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text);
  try {
    return new URLSearchParams(JSON.parse(text) as Record<string, string>);
  } catch {
    return undefined;
  }
}

function invalidGrant(name: string): Answer {
  return refused(400, 'invalid_grant', `The request has an invalid grant parameter : ${name}`);
}

function refused(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}
