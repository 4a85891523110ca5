import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { event } from '../contract.js';
import { MoneyV1 } from '../shapes/money.v1.js';

/** A product number that somebody else gave out. */
export class AmazonProductIdentifierV1 {
  /** ean, upc, gtin, isbn in lower case; unknown values are kept */
  @IsString()
  type!: string;

  @IsString()
  value!: string;
}

/** A channel through which a listing is fulfilled. */
export class AmazonFulfillmentChannelV1 {
  /** DEFAULT = by the merchant, AMAZON_… = by Amazon */
  @IsString()
  code!: string;

  /** absent for Amazon's own channels */
  @IsOptional()
  @IsInt()
  quantity?: number;
}

/** One seller SKU in one marketplace. */
export class AmazonListingV1 {
  @IsString()
  @Length(1, 255)
  sku!: string;

  @IsString()
  marketplaceId!: string;

  @IsOptional() @IsString() asin?: string;
  @IsOptional() @IsString() title?: string;
  @IsOptional() @IsString() description?: string;
  @IsOptional() @IsString() modelNumber?: string;
  @IsOptional() @IsString() partNumber?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonProductIdentifierV1)
  identifiers!: AmazonProductIdentifierV1[];

  /** price to consumers, VAT included */
  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  price?: MoneyV1;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonFulfillmentChannelV1)
  fulfillmentChannels!: AmazonFulfillmentChannelV1[];

  /** BUYABLE, DISCOVERABLE; empty = inactive */
  @IsArray()
  @IsString({ each: true })
  statuses!: string[];

  @IsOptional() @IsISO8601({ strict: true }) createdTime?: string;
  @IsOptional() @IsISO8601({ strict: true }) lastUpdatedTime?: string;

  /** a variation parent is not sellable and becomes no item */
  @IsBoolean()
  isVariationParent!: boolean;
}

/** Up to 100 listings of a connection. */
export class AmazonListingsUpdatedV1 {
  /** `initial`: part of the first reading of the catalogue; `delta`: changed since the last reading */
  @IsIn(['initial', 'delta'])
  reading!: 'initial' | 'delta';

  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => AmazonListingV1)
  listings!: AmazonListingV1[];
}

/** Listings were seen for the first time or changed. */
export const amazonListingsUpdatedV1 = event('amazon.listings.updated.v1', AmazonListingsUpdatedV1, {
  summary: 'Listings were seen for the first time or changed, at most 100 a message.',
  example: {
    reading: 'delta',
    listings: [
      {
        sku: 'MUG-BLUE',
        marketplaceId: 'A1805IZSGTT6HS',
        asin: 'B000000001',
        title: 'Mug, blue',
        description: 'A blue mug that holds 300 ml.',
        identifiers: [{ type: 'ean', value: '8710000000017' }],
        price: { minorUnits: 333, currency: 'EUR' },
        fulfillmentChannels: [{ code: 'DEFAULT', quantity: 12 }],
        statuses: ['BUYABLE', 'DISCOVERABLE'],
        createdTime: '2026-10-01T09:00:00.000Z',
        lastUpdatedTime: '2026-11-20T09:00:00.000Z',
        isVariationParent: false,
      },
    ],
  },
});
