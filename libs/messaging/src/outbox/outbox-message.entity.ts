import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A message that was committed with the change it tells of, and leaves for the broker after that. When it is sent it moves to the
 * partition of that day; a day goes as a whole a week later.
 */
@Entity({ name: 'outbox_message' })
export class OutboxMessage {
  @PrimaryColumn('bigint')
  id!: string;

  /** not unique here: a command is sent again under its own id */
  @Column('uuid', { name: 'message_id' })
  messageId!: string;

  @Column('text')
  type!: string;

  @Column('text')
  exchange!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'correlation_id' })
  correlationId!: string;

  @Column('text', { nullable: true })
  traceparent!: string | null;

  @Column('jsonb')
  body!: object;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** real time: whoever claimed it may publish until then */
  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('integer')
  attempts!: number;

  @Column('text', { name: 'last_trouble', nullable: true })
  lastTrouble!: string | null;

  /** real time: since then no queue takes it; null while none was asked or something else is the matter */
  @Column('timestamptz', { name: 'refused_since', nullable: true })
  refusedSince!: Date | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;
}
