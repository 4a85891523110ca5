import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsISO8601, IsString, Length, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { AmazonFulfillmentChannelV1 } from './listings-updated.v1.js';

/** The channels of one SKU as Amazon was seen to have them. */
export class AmazonObservedOfferV1 {
  @IsString()
  @Length(1, 255)
  sku!: string;

  /** the store in which it was looked at; the quantity holds for all of them */
  @IsString()
  marketplaceId!: string;

  /** more than one, or another than DEFAULT: this offer is not the merchant's alone */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonFulfillmentChannelV1)
  channels!: AmazonFulfillmentChannelV1[];
}

/** What stands at Amazon, as it was seen and not as it was told (domain S3, S6). */
export class AmazonStockObservedV1 {
  @IsISO8601({ strict: true })
  observedAt!: string;

  /** `read-back` after a write, `channel-check` before one, `catalogue`; unknown values are kept */
  @IsString()
  source!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => AmazonObservedOfferV1)
  offers!: AmazonObservedOfferV1[];
}

export const amazonStockObservedV1 = event('amazon.stock.observed.v1', AmazonStockObservedV1, {
  summary: 'Quantity and channels that Amazon was seen to have, at most 100 SKUs a message.',
  example: {
    observedAt: '2026-11-23T10:05:00.000Z',
    source: 'read-back',
    offers: [{ sku: 'MUG-BLUE', marketplaceId: 'A1805IZSGTT6HS', channels: [{ code: 'DEFAULT', quantity: 7 }] }],
  },
});
