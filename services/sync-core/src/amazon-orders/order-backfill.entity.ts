import type { AmazonOrderSelectionV1 } from '@connector/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `estimating`: what it takes is being asked; `estimated`: waits for a person's word; `asked`, `reading`, `finished`; `refused`. */
export type BackfillState = 'estimating' | 'estimated' | 'asked' | 'reading' | 'finished' | 'refused';

/** Orders of a time past, read again from Amazon behind the daily work. */
@Entity({ name: 'order_backfill' })
@Index('order_backfill_of_connection', ['connectionId', 'createdAt'])
@Index('order_backfill_by_command', ['commandId'])
export class OrderBackfillEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('jsonb')
  selection!: AmazonOrderSelectionV1;

  @Column('text')
  state!: BackfillState;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  /** orders, calls, seconds, and whether that is a count or reckoned from samples */
  @Column('jsonb', { nullable: true })
  estimate!: { orders: number; isExact: boolean; calls: number; seconds: number } | null;

  /** the command that reads it; the gateway names it in every page that it read */
  @Column('uuid', { name: 'command_id', nullable: true })
  commandId!: string | null;

  @Column('integer')
  orders!: number;

  @Column('integer')
  calls!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
