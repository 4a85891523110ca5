import type { Processing } from '../processing/processing.js';

export interface Feed extends Processing {
  readonly id: string;
  readonly type: string;
  readonly marketplaceIds: readonly string[];
  readonly inputDocumentId: string;
  resultDocumentId?: string;
}

export const LISTINGS_FEED = 'JSON_LISTINGS_FEED';
export const LARGEST_FEED = 25_000;

/** Feeds that Amazon switched off on 31 July 2025 (amazon-sp-api 8.4). */
export const stoppedFeeds = [
  'POST_INVENTORY_AVAILABILITY_DATA',
  'POST_PRODUCT_DATA',
  'POST_PRODUCT_PRICING_DATA',
  'POST_FLAT_FILE_INVLOADER_DATA',
  'POST_FLAT_FILE_LISTINGS_DATA',
];

export interface FeedIssue {
  readonly messageId?: number;
  readonly sku?: string;
  readonly code: string;
  readonly severity: 'ERROR' | 'WARNING';
  readonly message: string;
  readonly attributeName?: string;
}
