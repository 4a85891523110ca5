import type { Feed } from './feed-model.js';
import type { Listing, Submission } from './listing-model.js';
import type { Subscription } from './notifications.js';
import type { AmazonOrder } from './order-model.js';
import type { StoredDocument } from './presigned-documents.js';
import type { Report } from './report-model.js';

/** What the control API takes for a seller account. */
export interface SellerSeed {
  readonly sellerId: string;
  /** given: the seller has consented already, and this is the refresh token */
  readonly refreshToken?: string;
  readonly marketplaceIds: readonly string[];
  readonly storeName?: string;
  /** false: no restricted role, personal data are left out; `refused`: asking for them is answered with 403 */
  readonly personalData?: boolean | 'refused';
  readonly suspendedMarketplaceIds?: readonly string[];
}

/** A seller account: what it sells, and who may act for it. */
export interface Seller {
  readonly sellerId: string;
  readonly storeName: string;
  readonly marketplaceIds: readonly string[];
  readonly suspendedMarketplaceIds: readonly string[];
  readonly personalData: boolean | 'refused';
  refreshTokens: string[];
  revoked: boolean;
  /** goes up with every change of an order or a listing */
  version: number;
  readonly orders: Map<string, AmazonOrder>;
  readonly listings: Map<string, Listing>;
  /** accepted changes of listings that wait for their moment */
  submissions: Submission[];
  readonly reports: Map<string, Report>;
  readonly feeds: Map<string, Feed>;
  readonly documents: Map<string, StoredDocument>;
  readonly subscriptions: Map<string, Subscription>;
}

/** The seller accounts of the region. */
export class Sellers {
  readonly all = new Map<string, Seller>();

  seed(seed: SellerSeed): Seller {
    const seller: Seller = {
      sellerId: seed.sellerId,
      storeName: seed.storeName ?? `Store of ${seed.sellerId}`,
      marketplaceIds: seed.marketplaceIds,
      suspendedMarketplaceIds: seed.suspendedMarketplaceIds ?? [],
      personalData: seed.personalData ?? true,
      refreshTokens: seed.refreshToken === undefined ? [] : [seed.refreshToken],
      revoked: false,
      version: 0,
      orders: new Map(),
      listings: new Map(),
      submissions: [],
      reports: new Map(),
      feeds: new Map(),
      documents: new Map(),
      subscriptions: new Map(),
    };
    this.all.set(seller.sellerId, seller);
    return seller;
  }

  ofRefreshToken(token: string | null): Seller | undefined {
    if (token === null) return undefined;
    return [...this.all.values()].find(({ refreshTokens, revoked }) => !revoked && refreshTokens.includes(token));
  }

  /** The seller takes the consent back: every token of it is dead, and no later consent revives one. */
  revoke(seller: Seller): void {
    seller.revoked = true;
    seller.refreshTokens = [];
  }
}
