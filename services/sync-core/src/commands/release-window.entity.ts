import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is limited together: a division at Exact, a connection at Amazon. Its row is the lock under which slots are counted. */
@Entity({ name: 'release_window' })
export class ReleaseWindowEntity {
  @PrimaryColumn('text')
  window!: string;

  /** how many commands may be on their way at once */
  @Column('smallint')
  slots!: number;

  /** nothing is released before: a quota is used up */
  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore!: Date | null;

  /** whose command was released last; the connections of a division take turns */
  @Column('uuid', { name: 'last_connection', nullable: true })
  lastConnection!: string | null;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;
}
