import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a connection's stock is read next, and how the last run ended. */
@Entity({ name: 'stock_schedule' })
export class StockScheduleEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('timestamptz', { name: 'last_run_at', nullable: true })
  lastRunAt!: Date | null;

  @Column('text', { name: 'last_result', nullable: true })
  lastResult!: string | null;
}
