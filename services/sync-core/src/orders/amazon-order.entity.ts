import type { AmazonOrderUpdatedV1 } from '@connector/contracts';
import type { Sealed } from '@connector/sealing';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OrderState } from './domain/order-state.js';

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

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
