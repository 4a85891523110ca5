import type { AmazonOrderUpdatedV1 } from '@connector/contracts';
import type { Sealed } from '@connector/sealing';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OrderPlace } from './domain/booked-order.js';
import type { Corrections } from './domain/corrections.js';
import type { OrderState } from './domain/order-state.js';

/** Corrections at rest: a VAT number tells who somebody is. */
export type StoredCorrections = Omit<Corrections, 'vatNumber'> & { readonly vatNumber?: Sealed | null };

/** An order as Amazon told it last, and how far it is on its way to Exact. */
@Entity({ name: 'amazon_order' })
@Index('amazon_order_by_state', ['connectionId', 'state'])
@Index('amazon_order_by_debtor', ['debtorId'])
export class AmazonOrderEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'amazon_order_id' })
  amazonOrderId!: string;

  @Column('integer')
  division!: number;

  @Column('text')
  state!: OrderState;

  /** of the reason catalogue; with `held` and `skipped`, and while an unknown status waits */
  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  /** what the reason is about: figures, names of settings; never a buyer */
  @Column('jsonb', { name: 'reason_detail', nullable: true })
  reasonDetail!: Record<string, string> | null;

  @Column('timestamptz', { name: 'last_updated_time' })
  lastUpdatedTime!: Date;

  @Column('timestamptz', { name: 'created_time' })
  createdTime!: Date;

  /** the order without its personal data */
  @Column('jsonb')
  snapshot!: Omit<AmazonOrderUpdatedV1, 'personalData'>;

  /** sealed at rest; null when Amazon gave none or it was purged */
  @Column('jsonb', { name: 'personal_data', nullable: true })
  personalData!: Sealed | null;

  @Column('uuid', { name: 'debtor_id', nullable: true })
  debtorId!: string | null;

  @Column('uuid', { name: 'delivery_address_id', nullable: true })
  deliveryAddressId!: string | null;

  /** what the sales order must come to, in minor units */
  @Column('bigint', { name: 'expected_total', nullable: true })
  expectedTotal!: string | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('uuid', { name: 'sales_order_id', nullable: true })
  salesOrderId!: string | null;

  @Column('integer', { name: 'sales_order_number', nullable: true })
  salesOrderNumber!: number | null;

  /** what Exact says that the sales order comes to, in minor units */
  @Column('bigint', { name: 'exact_total', nullable: true })
  exactTotal!: string | null;

  /** the order is carried out and a person should look: code of the timeline */
  @Column('text', { nullable: true })
  attention!: string | null;

  /** VAT territory of the destination: known by the postcode, and kept when that is gone (domain T5) */
  @Column('text', { name: 'ship_to', nullable: true })
  shipTo!: string | null;

  /** what the sales order was composed for, beside its lines */
  @Column('jsonb', { name: 'booked_place', nullable: true })
  bookedPlace!: OrderPlace | null;

  /** what Amazon told when the sales order was composed; null while it has told nothing else since */
  @Column('jsonb', { name: 'booked_snapshot', nullable: true })
  bookedSnapshot!: Omit<AmazonOrderUpdatedV1, 'personalData'> | null;

  /** the trace in which Amazon's last word of it came */
  @Column('text', { nullable: true })
  traceparent!: string | null;

  /** a sales order of somebody else: `asked`, the answer is awaited; `none` stands there (domain O2) */
  @Column('text', { name: 'look_up', nullable: true })
  lookUp!: 'asked' | 'none' | null;

  @Column('timestamptz', { name: 'looked_up_at', nullable: true })
  lookedUpAt!: Date | null;
  /** what a person has set on it while it was held (domain C4); the VAT number sealed */
  @Column('jsonb', { nullable: true })
  corrections!: StoredCorrections | null;

  /** reason for which it was held before it tried again */
  @Column('text', { name: 'retried_after', nullable: true })
  retriedAfter!: string | null;

  /** when Amazon first said that it is shipped */
  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt!: Date | null;

  /** when the buyer's data are removed (domain C2); null when there are none */
  @Column('timestamptz', { name: 'purge_at', nullable: true })
  purgeAt!: Date | null;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
