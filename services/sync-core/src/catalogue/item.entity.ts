import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** `wanted`: to be made in its turn; `requested`: on its way; `ready`: there; `held`: Exact refused. */
export type ItemState = 'wanted' | 'requested' | 'ready' | 'held';

/** One item of a division and where it came from: a SKU, an ASIN without SKU, or a service item. */
@Entity({ name: 'item' })
@Unique('item_once_per_source', ['division', 'source'])
@Index('item_wanted', ['wantedBy', 'firstSeenAt'], { where: `state = 'wanted'` })
export class ItemEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('integer')
  division!: number;

  /** `sku:<sku>`, `asin:<asin>` or `service:<which>` */
  @Column('text')
  source!: string;

  /** unique in the division without regard to case; written on creation only (domain I4) */
  @Column('text')
  code!: string;

  @Column('text')
  state!: ItemState;

  /** the connection at whose pace it is imported */
  @Column('uuid', { name: 'wanted_by' })
  wantedBy!: string;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  @Column('text', { name: 'platform_message', nullable: true })
  platformMessage!: string | null;

  @Column('uuid', { name: 'exact_item_id', nullable: true })
  exactItemId!: string | null;

  @Column('text', { name: 'sales_vat_code', nullable: true })
  salesVatCode!: string | null;

  /** true: it was in Exact before us and is left as it is (domain I5) */
  @Column('boolean')
  adopted!: boolean;

  /** description and price as last sent, to see what changed */
  @Column('text', { name: 'content_hash', nullable: true })
  contentHash!: string | null;

  /** Exact has once shown an actual stock other than 0 (domain S1) */
  @Column('boolean', { name: 'stock_was_seen' })
  stockWasSeen!: boolean;

  /** what a person should know of it: `code_differs_in_case`, `price_currency_missing`, `barcode_wrong` (I5, I10, I11) */
  @Column('text', { array: true })
  shown!: string[];

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: Date | null;
}
