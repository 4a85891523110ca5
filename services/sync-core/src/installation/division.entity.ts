import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The mirror of what an Exact administration has. sync-core answers from it and says how old it is. */
@Entity({ name: 'division' })
export class DivisionEntity {
  @PrimaryColumn('integer')
  division!: number;

  @Column('jsonb', { name: 'master_data' })
  masterData!: ExactMasterDataPublishedV1;

  @Column('timestamptz', { name: 'read_at' })
  readAt!: Date;
}
