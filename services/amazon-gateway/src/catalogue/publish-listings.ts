import { amazonListingsUpdatedV1, type AmazonListingsUpdatedV1, type AmazonListingV1 } from '@connector/contracts';
import { enqueue, MAXIMUM_BODY_BYTES, validated } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Unreadable } from '../polling/unreadable.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';
import { normaliseListing } from './normalise-listing.js';

/** Room for the rest of the message. */
const LARGEST_LISTINGS = MAXIMUM_BODY_BYTES - 1_024;

/** Publishes the listings of a page; one that nobody can read is reported and holds up no other. */
@Injectable()
export class PublishListings {
  constructor(private readonly unreadable: Unreadable) {}

  async publish(
    tx: EntityManager,
    connectionId: string,
    marketplaceId: string,
    page: { readonly reading: AmazonListingsUpdatedV1['reading']; readonly items: readonly Json[] },
  ): Promise<void> {
    const listings: AmazonListingV1[] = [];
    for (const raw of page.items) {
      try {
        const listing = normaliseListing(raw, marketplaceId);
        if (listing === undefined) continue;
        validated(amazonListingsUpdatedV1, { reading: page.reading, listings: [listing] });
        listings.push(listing);
      } catch (thrown) {
        if (!this.unreadable.isCause(thrown)) throw thrown;
        const subject = read.text(raw['sku']);
        await this.unreadable.report(tx, { connectionId, kind: 'listing', subject }, thrown);
      }
    }
    for (const part of parts(listings)) {
      await enqueue(
        tx,
        amazonListingsUpdatedV1,
        { reading: page.reading, listings: part },
        { connectionId, correlationId: `catalogue ${marketplaceId}` },
      );
    }
  }
}

/** The listings in as few lists as fit a message each. */
function parts(listings: AmazonListingV1[]): AmazonListingV1[][] {
  if (listings.length === 0) return [];
  if (listings.length === 1 || Buffer.byteLength(JSON.stringify(listings)) <= LARGEST_LISTINGS) return [listings];
  const half = listings.length >> 1;
  return [...parts(listings.slice(0, half)), ...parts(listings.slice(half))];
}
