import type { AmazonListingV1 } from '@connector/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One seller SKU in one marketplace as Amazon told it last. */
@Entity({ name: 'listing' })
@Index('listing_by_asin', ['connectionId', 'asin'])
@Index('listing_by_item', ['itemId'])
export class ListingEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  sku!: string;

  @PrimaryColumn('text', { name: 'marketplace_id' })
  marketplaceId!: string;

  @Column('text', { nullable: true })
  asin!: string | null;

  @Column('jsonb')
  listing!: AmazonListingV1;

  @Column('uuid', { name: 'item_id', nullable: true })
  itemId!: string | null;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}
