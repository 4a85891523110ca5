import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A message that waits for a person. This row leads; the copy in the `.parked` queue shows the depth in RabbitMQ's UI. */
@Entity({ name: 'parked_message' })
export class ParkedMessage {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'message_id' })
  messageId!: string;

  @Column('text')
  type!: string;

  /** the lane it came by; `outbox`: it never left this service */
  @Column('text')
  lane!: string;

  /** where it goes if it never left this service */
  @Column('text', { nullable: true })
  exchange!: string | null;

  @Column('text', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'correlation_id' })
  correlationId!: string;

  /** the body as it came, base64: it may be no JSON */
  @Column('text')
  content!: string;

  @Column('text', { name: 'reason_code' })
  reasonCode!: string;

  @Column('text')
  cause!: string;

  @Column('text', { nullable: true })
  stack!: string | null;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;

  /** when it failed last; later than `parkedAt` if it was sent again and failed again */
  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'parked_at' })
  parkedAt!: Date;

  /** its buyers' data went after 30 days; a replay lacks them */
  @Column('boolean', { name: 'sealed_parts_gone' })
  sealedPartsGone!: boolean;

  /** replayed or discarded, by whom and why; null while it waits */
  @Column('jsonb', { nullable: true })
  closed!: { how: 'replayed' | 'discarded'; note: string; at: string } | null;
}
