import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A message whose effect is committed, for one consumer. */
@Entity({ name: 'inbox_message' })
export class InboxMessage {
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId!: string;

  /** the consumer's own real time: a producer's wrong clock must not matter */
  @Column('timestamptz', { name: 'handled_at' })
  handledAt!: Date;
}
