import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Installation } from '../installation/domain/installation.js';

/** `configuring`: waiting for the platforms; `incomplete`: the installation has faults; `active`; `paused`: by a person or because a platform refuses us. */
export type ConnectionStatus = 'configuring' | 'incomplete' | 'active' | 'paused';

/** What one platform last said of its side of the connection. */
export interface PlatformSide {
  readonly status: 'unknown' | 'connected' | 'paused' | 'refused';
  readonly reasonCode?: string;
  readonly platformMessage?: string;
}

/** One Amazon seller account linked to one Exact administration: the tenant. */
@Entity({ name: 'connection' })
export class ConnectionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'seller_id', unique: true })
  sellerId!: string;

  @Column('text')
  region!: 'eu' | 'na' | 'fe';

  @Column('text')
  site!: 'nl' | 'be' | 'de' | 'fr' | 'es' | 'co.uk' | 'com';

  @Column('integer')
  division!: number;

  @Column('jsonb')
  settings!: Installation;

  @Column('text')
  status!: ConnectionStatus;

  /** a person switched it off */
  @Column('boolean', { name: 'paused_by_person' })
  pausedByPerson!: boolean;

  @Column('boolean', { name: 'dry_run' })
  dryRun!: boolean;

  /** what the installation lacks, for a person */
  @Column('jsonb')
  faults!: { setting: string; messageNl: string; messageEn: string }[];

  @Column('jsonb', { name: 'amazon_side' })
  amazonSide!: PlatformSide;

  @Column('jsonb', { name: 'exact_side' })
  exactSide!: PlatformSide;

  /** counts up with every change; the gateways ignore an older one */
  @Column('integer')
  revision!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
