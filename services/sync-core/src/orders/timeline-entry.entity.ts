import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { TimelineCode } from './timeline-catalogue.js';

/** One move in the life of an order: the answer to "why is my order not in Exact?". */
@Entity({ name: 'timeline_entry' })
@Index('timeline_of_order', ['connectionId', 'amazonOrderId', 'id'])
export class TimelineEntryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'amazon_order_id' })
  amazonOrderId!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  code!: TimelineCode;

  /** figures and names of settings; never a buyer */
  @Column('jsonb')
  detail!: Record<string, string>;
}
