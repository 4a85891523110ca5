import type { Answer, Random, SandboxClock } from '@connector/simulation';
import { AmazonError, invalidInput } from './amazon-error.js';
import { listingAsAnswered, type Availability, type Listing, type ListingSeed } from './listing-model.js';
import type { Seller } from './sellers.js';

const REACHABLE = 1_000;

interface Patch {
  readonly op: string;
  readonly path: string;
  readonly value?: Availability[];
}

/** Listings Items API 2021-08-01: search, get, patch (amazon-sp-api 7, 8). */
export class Listings {
  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  seed(seller: Seller, seed: ListingSeed): Listing {
    const now = new Date(this.clock.now()).toISOString();
    const channel = seed.channel ?? 'DEFAULT';
    const listing: Listing = {
      ...seed,
      created: seed.createdDate ?? now,
      updated: now,
      availability:
        seed.childSkus === undefined
          ? [
              {
                fulfillment_channel_code: channel,
                ...(channel === 'DEFAULT' ? { quantity: seed.quantity ?? 0, lead_time_to_ship_max_days: 2 } : {}),
              },
            ]
          : [],
    };
    seller.listings.set(seed.sku, listing);
    return listing;
  }

  get(seller: Seller, sku: string, query: URLSearchParams): Answer {
    const listing = this.find(seller, sku);
    return {
      status: 200,
      body: listingAsAnswered(listing, list(query, 'includedData'), this.marketplaces(seller, query)),
    };
  }

  search(seller: Seller, query: URLSearchParams): Answer {
    const marketplaces = this.marketplaces(seller, query);
    const size = Number(query.get('pageSize') ?? 10);
    if (!Number.isInteger(size) || size < 1 || size > 20) throw invalidInput('pageSize must be between 1 and 20');
    const field =
      query.get('sortBy') === 'lastUpdatedDate' ? 'updated' : query.get('sortBy') === 'sku' ? 'sku' : 'created';
    const direction = query.get('sortOrder') === 'DESC' ? -1 : 1;
    const found = [...seller.listings.values()]
      .filter((listing) => listing.marketplaceIds.some((id) => marketplaces.includes(id)))
      .filter((listing) => between(query, 'created', listing.created) && between(query, 'lastUpdated', listing.updated))
      .filter((listing) => identified(query, listing))
      .sort((a, b) => direction * (a[field].localeCompare(b[field]) || a.sku.localeCompare(b.sku)));
    const offset = offsetOf(query.get('pageToken'));
    const reachable = found.slice(0, REACHABLE);
    const shown = reachable.slice(offset, offset + size);
    const next =
      offset + size < reachable.length ? Buffer.from(String(offset + size)).toString('base64url') : undefined;
    return {
      status: 200,
      body: {
        numberOfResults: found.length,
        ...(next === undefined ? {} : { pagination: { nextToken: next } }),
        items: shown.map((listing) => listingAsAnswered(listing, list(query, 'includedData'), marketplaces)),
      },
    };
  }

  /** HTTP 200 is not success: `status` says INVALID or ACCEPTED. */
  patch(seller: Seller, sku: string, query: URLSearchParams, body: unknown): Answer {
    const listing = this.find(seller, sku);
    this.marketplaces(seller, query);
    const { productType, patches } = body as { productType?: string; patches?: Patch[] };
    if (productType === undefined || !Array.isArray(patches) || patches.length === 0)
      throw invalidInput('productType and patches are required');
    const issue = patches.map(issueOf).find((found) => found !== undefined);
    const answer = (status: string, issues: object[]): Answer => ({
      status: 200,
      body: { sku, status, submissionId: this.random.hex(32), issues },
    });
    if (issue !== undefined) return answer('INVALID', [issue]);
    if (query.get('mode') === 'VALIDATION_PREVIEW') return answer('VALID', []);
    for (const patch of patches) apply(listing, patch);
    listing.updated = new Date(this.clock.now()).toISOString();
    return answer('ACCEPTED', []);
  }

  private find(seller: Seller, sku: string): Listing {
    const listing = seller.listings.get(sku);
    if (listing === undefined) throw new AmazonError(404, 'NotFound', `SKU '${sku}' not found`);
    return listing;
  }

  private marketplaces(seller: Seller, query: URLSearchParams): string[] {
    const ids = list(query, 'marketplaceIds');
    if (ids.length === 0) throw invalidInput('marketplaceIds is required');
    const foreign = ids.find((id) => !seller.marketplaceIds.includes(id));
    if (foreign !== undefined)
      throw new AmazonError(403, 'Unauthorized', `Access to requested resource is denied: ${foreign}`);
    return ids;
  }
}

const list = (query: URLSearchParams, name: string): string[] => query.get(name)?.split(',') ?? [];

function between(query: URLSearchParams, family: string, value: string): boolean {
  const after = query.get(`${family}After`);
  const before = query.get(`${family}Before`);
  const time = Date.parse(value);
  return (after === null || time >= Date.parse(after)) && (before === null || time <= Date.parse(before));
}

function identified(query: URLSearchParams, listing: Listing): boolean {
  const identifiers = list(query, 'identifiers');
  if (identifiers.length === 0) return true;
  if (identifiers.length > 20) throw invalidInput('At most 20 identifiers');
  const value = { SKU: listing.sku, ASIN: listing.asin, EAN: listing.ean }[query.get('identifiersType') ?? ''];
  return value !== undefined && identifiers.includes(value);
}

function offsetOf(token: string | null): number {
  if (token === null) return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (!Number.isInteger(offset)) throw invalidInput('pageToken is invalid');
  return offset;
}

function issueOf(patch: Patch): object | undefined {
  const issue = (message: string): object => ({
    code: '90220',
    message,
    severity: 'ERROR',
    attributeNames: ['fulfillment_availability'],
    categories: ['INVALID_ATTRIBUTE'],
  });
  if (patch.path !== '/attributes/fulfillment_availability') return undefined;
  if (!['add', 'replace', 'merge', 'delete'].includes(patch.op)) return issue(`'${patch.op}' is no operation`);
  for (const value of patch.value ?? []) {
    if (value.fulfillment_channel_code === undefined) return issue('fulfillment_channel_code is required');
    if (patch.op !== 'delete' && (!Number.isInteger(value.quantity) || value.quantity! < 0))
      return issue('quantity must be an integer of 0 or more');
  }
  return undefined;
}

/** `merge` keeps what is not sent, `replace` drops it; DEFAULT on an offer of Amazon's adds a second channel and so damages it. */
function apply(listing: Listing, patch: Patch): void {
  if (patch.path !== '/attributes/fulfillment_availability') return;
  const values = patch.value ?? [];
  const codes = values.map((value) => value.fulfillment_channel_code);
  if (patch.op === 'delete') {
    listing.availability = listing.availability.filter((entry) => !codes.includes(entry.fulfillment_channel_code));
    return;
  }
  if (patch.op === 'replace') {
    listing.availability = [
      ...listing.availability.filter(
        ({ fulfillment_channel_code: code }) => code !== 'DEFAULT' && !codes.includes(code),
      ),
      ...values,
    ];
    return;
  }
  for (const value of values) {
    const entry = listing.availability.find(
      (existing) => existing.fulfillment_channel_code === value.fulfillment_channel_code,
    );
    if (entry === undefined) listing.availability.push({ ...value });
    else Object.assign(entry, value);
  }
}
