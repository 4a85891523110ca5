import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Difference } from './domain/booked-order.js';

/** Something about an order that was carried out and that a person should look at: listed until it is settled. */
@Entity({ name: 'order_notice' })
export class OrderNoticeEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'amazon_order_id' })
  amazonOrderId!: string;

  /** code of the timeline */
  @PrimaryColumn('text')
  code!: string;

  /** never a buyer */
  @Column('jsonb')
  detail!: Record<string, string>;

  /** of `correction_needed`: what is other than in the sales order */
  @Column('jsonb')
  differences!: Difference[];

  /** of the state of the order that it is about: ticked off, it is listed again only for another one */
  @Column('text')
  fingerprint!: string;

  @Column('timestamptz', { name: 'listed_at' })
  listedAt!: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;

  /** who ticked it off; null: it settled itself, the next update undid it */
  @Column('text', { name: 'settled_by', nullable: true })
  settledBy!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;
}
