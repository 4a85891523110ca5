import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length, ValidateNested } from 'class-validator';
import { event } from '../contract.js';

/** One seller SKU that is no longer listed in one marketplace. */
export class AmazonRemovedListingV1 {
  @IsString()
  @Length(1, 255)
  sku!: string;

  @IsString()
  marketplaceId!: string;
}

/** Listings that a whole reading of the catalogue no longer shows. */
export class AmazonListingsRemovedV1 {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => AmazonRemovedListingV1)
  listings!: AmazonRemovedListingV1[];
}

export const amazonListingsRemovedV1 = event('amazon.listings.removed.v1', AmazonListingsRemovedV1, {
  summary: 'Listings are gone from a store, at most 100 a message. Their items stay: what was ordered is still booked.',
  example: { listings: [{ sku: 'MUG-OLD', marketplaceId: 'A1805IZSGTT6HS' }] },
});
