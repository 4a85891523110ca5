import type { MoneyV1 } from '@connector/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the gateway counted at Amazon for one day of creation, and how many of these orders were known here then. */
@Entity({ name: 'order_tally' })
export class OrderTallyEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('date')
  day!: string;

  @Column('integer')
  orders!: number;

  @Column('integer', { name: 'without_total' })
  withoutTotal!: number;

  @Column('integer')
  unreadable!: number;

  @Column('jsonb')
  totals!: MoneyV1[];

  @Column('timestamptz', { name: 'read_until' })
  readUntil!: Date;

  /** orders of that day that were recorded here when the tally came */
  @Column('integer')
  known!: number;
}
