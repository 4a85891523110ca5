import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What of a mapping is there at Exact: being made, there, or held because Exact refused. */
export type MappingState = 'requested' | 'ready' | 'held';

/** One buyer, or one collective debtor, and its account in a division. Knows the buyer by a keyed hash alone. */
@Entity({ name: 'debtor' })
@Unique('debtor_once_per_division', ['division', 'identityHash'])
export class DebtorEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('integer')
  division!: number;

  @Column('text', { name: 'identity_hash' })
  identityHash!: string;

  @Column('boolean', { name: 'is_collective' })
  isCollective!: boolean;

  @Column('text')
  state!: MappingState;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  @Column('text', { name: 'platform_message', nullable: true })
  platformMessage!: string | null;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
