import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who is told how a command ended. */
export type SubjectKind =
  | 'debtor'
  | 'delivery-address'
  | 'item'
  | 'look-up'
  | 'main-contacts'
  | 'order'
  | 'order-backfill'
  | 'order-fetch'
  | 'reconciliation'
  | 'stock-item'
  | 'stock-many'
  | 'stock-offer'
  | 'stock-run'
  | 'division';

/** `waiting` in Postgres for its turn; `sent` and not answered; `done`, `refused`: answered for good; `withdrawn`: no longer wanted. */
export type CommandState = 'waiting' | 'sent' | 'done' | 'refused' | 'withdrawn';

/** A command to a gateway, from the wish to its final answer. The backlog waits here, never in the broker. */
@Entity({ name: 'command' })
@Index('command_of_subject', ['subjectKind', 'subjectId'])
export class CommandEntity {
  /** the `messageId` of every release and every re-sending */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  /** what is limited together: `exact:<division>` or `amazon:<connection>` */
  @Column('text')
  window!: string;

  /** name of the contract */
  @Column('text')
  contract!: string;

  /** the body without its `release` */
  @Column('jsonb')
  body!: Record<string, unknown>;

  /** see commands/domain/priority.ts; the smallest goes first */
  @Column('smallint')
  priority!: number;

  /** the last step of its order, which goes before others of its priority */
  @Column('boolean', { default: false })
  finishes!: boolean;

  @Column('text')
  state!: CommandState;

  /** how often it was released */
  @Column('integer')
  release!: number;

  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore!: Date | null;

  /** real time: when an answer is overdue and the command is sent again under the same id */
  @Column('timestamptz', { name: 'answer_due', nullable: true })
  answerDue!: Date | null;

  /** sent, and its gateway looks whether it happened: it takes no slot meanwhile */
  @Column('boolean', { name: 'in_doubt' })
  inDoubt!: boolean;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: SubjectKind;

  @Column('text', { name: 'subject_id' })
  subjectId!: string;

  /** the order, item or run that all this is about */
  @Column('text', { name: 'correlation_id' })
  correlationId!: string;

  /** the trace in which it was asked for */
  @Column('text', { nullable: true })
  traceparent!: string | null;

  /** the buyer whose data it carries was purged since: it does not leave again once it comes back */
  @Column('boolean', { name: 'buyer_purged', default: false })
  buyerPurged!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
