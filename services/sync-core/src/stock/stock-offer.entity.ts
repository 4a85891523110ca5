import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What Amazon has been told of one SKU. The quantity belongs to seller and SKU, not to a marketplace (domain S4). */
@Entity({ name: 'stock_offer' })
export class StockOfferEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  sku!: string;

  /** what should stand at Amazon now */
  @Column('integer', { name: 'wanted_quantity' })
  wantedQuantity!: number;

  /** what Amazon last accepted */
  @Column('integer', { name: 'accepted_quantity', nullable: true })
  acceptedQuantity!: number | null;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  @Column('text', { name: 'platform_message', nullable: true })
  platformMessage!: string | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt!: Date | null;

  /** what Amazon was last seen to have on the merchant's own channel; null: no such channel, or never looked at */
  @Column('integer', { name: 'seen_quantity', nullable: true })
  seenQuantity!: number | null;

  /** every channel that Amazon was last seen to have */
  @Column('text', { name: 'seen_channels', array: true, nullable: true })
  seenChannels!: string[] | null;

  @Column('timestamptz', { name: 'seen_at', nullable: true })
  seenAt!: Date | null;

  @Column('timestamptz', { name: 'computed_at' })
  computedAt!: Date;
}
