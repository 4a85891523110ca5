import {
  amazonListingsRemovedV1,
  amazonListingsUpdatedV1,
  type AmazonListingsUpdatedV1,
  type AmazonListingV1,
} from '@connector/contracts';
import { enqueue, MAXIMUM_BODY_BYTES, validated } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Unreadable } from '../polling/unreadable.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';
import { ObservedStock } from '../stock/observed-stock.js';
import { KnownListings, type Reading } from './known-listings.js';
import { normaliseListing } from './normalise-listing.js';

/** Room for the rest of the message. */
const LARGEST_LISTINGS = MAXIMUM_BODY_BYTES - 1_024;
const LISTINGS_A_MESSAGE = 100;

/** Publishes what a search showed of listings; one that nobody can read is reported and holds up no other. */
@Injectable()
export class PublishListings {
  constructor(
    private readonly known: KnownListings,
    private readonly observed: ObservedStock,
    private readonly unreadable: Unreadable,
  ) {}

  async publish(
    tx: EntityManager,
    reading: Reading,
    kind: AmazonListingsUpdatedV1['reading'],
    items: readonly Json[],
  ): Promise<void> {
    const { connectionId, marketplaceId } = reading;
    const listings: AmazonListingV1[] = [];
    for (const raw of items) {
      try {
        const listing = normaliseListing(raw, marketplaceId);
        if (listing === undefined) continue;
        validated(amazonListingsUpdatedV1, { reading: kind, listings: [listing] });
        listings.push(listing);
      } catch (thrown) {
        if (!this.unreadable.isCause(thrown)) throw thrown;
        const subject = read.text(raw['sku']);
        await this.unreadable.report(tx, { connectionId, kind: 'listing', subject }, thrown);
      }
    }
    await this.send(tx, reading, kind, listings);
    await this.known.told(
      tx,
      reading,
      listings.map(({ sku }) => sku),
    );
    if (kind === 'delta')
      await this.observed.tell(
        tx,
        connectionId,
        'catalogue',
        listings
          .filter(({ isVariationParent }) => !isVariationParent)
          .map(({ sku, fulfillmentChannels: channels }) => ({ sku, marketplaceId, channels })),
      );
  }

  async send(
    tx: EntityManager,
    { connectionId, marketplaceId }: Reading,
    reading: AmazonListingsUpdatedV1['reading'],
    listings: readonly AmazonListingV1[],
  ): Promise<void> {
    const envelope = { connectionId, correlationId: `catalogue ${marketplaceId}` };
    for (const part of parts([...listings]))
      await enqueue(tx, amazonListingsUpdatedV1, { reading, listings: part }, envelope);
  }

  /** These are gone from the store. */
  async remove(tx: EntityManager, reading: Reading, skus: readonly string[]): Promise<void> {
    if (skus.length === 0) return;
    const { connectionId, marketplaceId } = reading;
    await this.known.forget(tx, reading, skus);
    await enqueue(
      tx,
      amazonListingsRemovedV1,
      { listings: skus.map((sku) => ({ sku, marketplaceId })) },
      { connectionId, correlationId: `catalogue ${marketplaceId}` },
    );
  }
}

/** The listings in as few lists as fit a message each. */
function parts(listings: AmazonListingV1[]): AmazonListingV1[][] {
  if (listings.length === 0) return [];
  if (listings.length > LISTINGS_A_MESSAGE)
    return [...parts(listings.slice(0, LISTINGS_A_MESSAGE)), ...parts(listings.slice(LISTINGS_A_MESSAGE))];
  if (listings.length === 1 || Buffer.byteLength(JSON.stringify(listings)) <= LARGEST_LISTINGS) return [listings];
  const half = listings.length >> 1;
  return [...parts(listings.slice(0, half)), ...parts(listings.slice(half))];
}
