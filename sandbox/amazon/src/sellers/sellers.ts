import type { SandboxClock } from '@connector/simulation';
import type { Feed } from '../feeds/feed-model.js';
import type { Listing, Submission } from '../listings/listing-model.js';
import type { Subscription } from '../notifications/subscription.js';
import type { AmazonOrder } from '../orders/order-model.js';
import type { StoredDocument } from '../processing/presigned-documents.js';
import type { Report } from '../reports/report-model.js';
import type { ReportCharset } from '../reports/report-charset.js';

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
  /** of its reports: ISO-8859-1 unless it is given */
  readonly reportCharset?: ReportCharset;
  /** how many seconds a feed waits in the queue, and when it ends, counted from its beginning; 300 and 1,800 unless given */
  readonly feedSeconds?: { readonly starts: number; readonly ends: number };
  /** when the seller consented; now unless it is given */
  readonly consentedAt?: string;
}

/** A seller account: what it sells, and who may act for it. */
export interface Seller {
  readonly sellerId: string;
  readonly storeName: string;
  readonly marketplaceIds: readonly string[];
  readonly suspendedMarketplaceIds: readonly string[];
  readonly personalData: boolean | 'refused';
  readonly reportCharset: ReportCharset;
  readonly feedSeconds: { readonly starts: number; readonly ends: number };
  refreshTokens: string[];
  revoked: boolean;
  /** milliseconds of the sandbox's clock */
  consentedAt: number;
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
  /** orders that Amazon shows hours late, and from when */
  readonly late: Map<string, number>;
  /** how the next report or feed of a type ends, whatever is in it */
  readonly endings: Map<string, Ending[]>;
}

export type Ending = 'FATAL' | 'CANCELLED';

/** The seller accounts of the region. */
export class Sellers {
  readonly all = new Map<string, Seller>();

  constructor(private readonly clock: SandboxClock) {}

  seed(seed: SellerSeed): Seller {
    const seller: Seller = {
      sellerId: seed.sellerId,
      storeName: seed.storeName ?? `Store of ${seed.sellerId}`,
      marketplaceIds: seed.marketplaceIds,
      suspendedMarketplaceIds: seed.suspendedMarketplaceIds ?? [],
      personalData: seed.personalData ?? true,
      reportCharset: seed.reportCharset ?? 'ISO-8859-1',
      // about half an hour, whatever its size
      feedSeconds: seed.feedSeconds ?? { starts: 300, ends: 1_800 },
      refreshTokens: seed.refreshToken === undefined ? [] : [seed.refreshToken],
      revoked: false,
      consentedAt: seed.consentedAt === undefined ? this.clock.now() : Date.parse(seed.consentedAt),
      version: 0,
      orders: new Map(),
      listings: new Map(),
      submissions: [],
      reports: new Map(),
      feeds: new Map(),
      documents: new Map(),
      subscriptions: new Map(),
      late: new Map(),
      endings: new Map(),
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
