import type { Answer, Random, SandboxClock } from '@connector/simulation';
import { denied, invalidInput, notFound } from '../api/amazon-error.js';
import { listingAsAnswered, listingDataSets } from './listing-answer.js';
import { listingOf, type Listing, type ListingSeed, type Patch } from './listing-model.js';
import { applyPatch, issueOf } from './listing-patch.js';
import { searchListings } from './listing-search.js';
import { checkMarketplaces, choiceOf, jsonBody, listOf, textField, type SellerCall } from '../api/request-reader.js';
import type { Seller } from '../sellers/sellers.js';

/** Seconds between the acceptance of a change and the moment when it can be seen: seconds to minutes, no promise. */
const SOONEST = 2;
const LATEST = 40;

/** Listings Items API 2021-08-01: search, get, patch (amazon-sp-api 7, 8). */
export class Listings {
  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  /** Puts a listing there as it is now: changes that still wait were meant for the one before. */
  seed(seller: Seller, seed: ListingSeed): void {
    seller.submissions = seller.submissions.filter(({ sku }) => sku !== seed.sku);
    seller.listings.set(seed.sku, listingOf(seed, new Date(this.clock.now()).toISOString()));
    seller.version += 1;
  }

  search({ seller, query, parts }: SellerCall): Answer {
    const marketplaces = listOf(query, 'marketplaceIds') ?? [];
    if (marketplaces.length > 0 && marketplaces.every((id) => !/^[0-9A-Z]+$/.test(id)))
      throw invalidInput('marketplaceIds is invalid');
    this.own(seller, parts);
    this.settle(seller);
    return searchListings(seller, query);
  }

  get({ seller, query, parts }: SellerCall): Answer {
    this.own(seller, parts);
    this.settle(seller);
    const marketplaces = this.marketplaces(seller, query);
    const included = listOf(query, 'includedData', listingDataSets) ?? ['summaries'];
    const listing = this.find(seller, parts[1]!, marketplaces);
    if (listing === undefined) throw notFound(`SKU '${parts[1]}' not found in marketplace ${marketplaces.join(', ')}`);
    return { status: 200, body: listingAsAnswered(listing, included, marketplaces) };
  }

  /** HTTP 200 is not success: `status` says INVALID, VALID or ACCEPTED, and what is accepted can be seen later only. */
  patch({ seller, query, parts, body }: SellerCall): Answer {
    this.own(seller, parts);
    const sku = parts[1]!;
    const marketplaceIds = this.marketplaces(seller, query);
    const preview = choiceOf(query, 'mode', ['VALIDATION_PREVIEW']) !== undefined;
    const included = listOf(query, 'includedData', ['identifiers', 'issues']) ?? ['issues'];
    if (included.includes('identifiers') && !preview) throw invalidInput('identifiers needs mode VALIDATION_PREVIEW');
    const fields = jsonBody(body);
    textField(fields, 'productType');
    const patches = patchesOf(fields['patches']);
    const listing = this.find(seller, sku, marketplaceIds);
    if (listing === undefined) throw notFound(`SKU '${sku}' not found in marketplace ${marketplaceIds.join(', ')}`);
    const issues = patches.flatMap((patch) => issueOf(patch) ?? []);
    const status = issues.length > 0 ? 'INVALID' : preview ? 'VALID' : 'ACCEPTED';
    if (status === 'ACCEPTED') this.submit(seller, { sku, marketplaceIds, patches });
    return {
      status: 200,
      body: {
        sku,
        status,
        submissionId: this.random.hex(32),
        ...(included.includes('issues') ? { issues } : {}),
        ...(included.includes('identifiers')
          ? { identifiers: marketplaceIds.map((marketplaceId) => ({ marketplaceId, asin: listing.asin })) }
          : {}),
      },
    };
  }

  /** Takes a change over; it waits behind an earlier one of the same listing. */
  submit(seller: Seller, change: { sku: string; marketplaceIds: readonly string[]; patches: readonly Patch[] }): void {
    const wait = SOONEST + this.random.next() * (LATEST - SOONEST);
    const listing = seller.listings.get(change.sku)!;
    listing.busyUntil = Math.max(this.clock.now() + wait * 1_000, listing.busyUntil);
    seller.submissions.push({ ...change, due: listing.busyUntil });
  }

  /** Carries out what is due. */
  settle(seller: Seller): void {
    const now = this.clock.now();
    const due = seller.submissions.filter((submission) => submission.due <= now);
    if (due.length === 0) return;
    seller.submissions = seller.submissions.filter((submission) => submission.due > now);
    seller.version += 1;
    for (const submission of due) {
      const listing = seller.listings.get(submission.sku);
      if (listing === undefined) continue;
      for (const patch of submission.patches) applyPatch(listing, patch, submission.marketplaceIds);
      listing.updated = new Date(submission.due).toISOString();
    }
  }

  find(seller: Seller, sku: string, marketplaceIds: readonly string[]): Listing | undefined {
    const listing = seller.listings.get(sku);
    return listing?.marketplaceIds.some((id) => marketplaceIds.includes(id)) === true ? listing : undefined;
  }

  private own(seller: Seller, [sellerId]: readonly string[]): void {
    if (sellerId !== seller.sellerId) throw denied('The seller is not the one of the access token.');
  }

  private marketplaces(seller: Seller, query: URLSearchParams): string[] {
    const ids = listOf(query, 'marketplaceIds') ?? [];
    if (ids.length === 0) throw invalidInput('marketplaceIds is required');
    checkMarketplaces(seller, ids);
    return ids;
  }
}

/** @throws AmazonError 400 where they are not even patches */
function patchesOf(value: unknown): Patch[] {
  const broken = (patch: unknown): boolean =>
    typeof patch !== 'object' ||
    patch === null ||
    !('op' in patch && 'path' in patch) ||
    typeof patch.path !== 'string';
  if (!Array.isArray(value) || value.length === 0 || value.some(broken))
    throw invalidInput('patches with op and path are required');
  return value as Patch[];
}
