import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';
import type { AmazonOrder } from './order-model.js';
import type { Listing } from './listing-model.js';

export const CLIENT_ID = 'amzn1.application-oa2-client.sandbox';
export const CLIENT_SECRET = 'sandbox-amazon-secret';

const TOKEN_SECONDS = 3_600;

/** A seller account: what it sells, and who may act for it. */
export interface Seller {
  readonly sellerId: string;
  readonly marketplaceIds: readonly string[];
  /** false: the seller granted no restricted role, personal data are left out */
  readonly personalData: boolean;
  refreshToken: string;
  revoked: boolean;
  readonly orders: Map<string, AmazonOrder>;
  readonly listings: Map<string, Listing>;
}

/** Login with Amazon: refresh tokens that stay, access tokens for an hour (amazon-sp-api 1). */
export class Sellers {
  readonly all = new Map<string, Seller>();
  private readonly tokens = new Map<string, { seller: Seller; until: number }>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  seed(seed: { sellerId: string; refreshToken: string; marketplaceIds: string[]; personalData?: boolean }): Seller {
    const seller: Seller = {
      sellerId: seed.sellerId,
      marketplaceIds: seed.marketplaceIds,
      personalData: seed.personalData ?? true,
      refreshToken: seed.refreshToken,
      revoked: false,
      orders: new Map(),
      listings: new Map(),
    };
    this.all.set(seller.sellerId, seller);
    return seller;
  }

  /** The seller behind an access token that is still good. */
  ofToken(token: string | string[] | undefined): Seller | undefined {
    const entry = typeof token === 'string' ? this.tokens.get(token) : undefined;
    return entry !== undefined && entry.until > this.clock.now() && !entry.seller.revoked ? entry.seller : undefined;
  }

  token(call: Call): Answer {
    const type = String(call.headers['content-type'] ?? '');
    const form = type.includes('json')
      ? new URLSearchParams(JSON.parse(call.body.toString('utf8')) as Record<string, string>)
      : new URLSearchParams(call.body.toString('utf8'));
    if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET) {
      return refused(401, 'invalid_client', 'Client authentication failed');
    }
    if (form.get('grant_type') !== 'refresh_token')
      return refused(400, 'unsupported_grant_type', 'The grant type is not supported');
    const seller = [...this.all.values()].find(({ refreshToken }) => refreshToken === form.get('refresh_token'));
    if (seller === undefined || seller.revoked)
      return refused(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token');
    const token = `Atza|${this.random.hex(64)}`;
    this.tokens.set(token, { seller, until: this.clock.now() + TOKEN_SECONDS * 1_000 });
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'bearer',
        expires_in: TOKEN_SECONDS,
        refresh_token: seller.refreshToken,
      },
    };
  }
}

function refused(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}
