import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GoingLive, WentLive } from '../going-live/domain/what-asks.js';
import type { Warning } from '../installation/domain/warn-ahead.js';
import { withDefaults, type Installation, type InstallationInput } from '../installation/domain/installation.js';
import type { ConnectionStatus, SideStatus } from './domain/connection-status.js';

/** The division of a connection whose administration is yet to be chosen, with the consent at Exact. */
export const NO_DIVISION = 0;

/** What one platform last said of its side of the connection. */
export interface PlatformSide {
  readonly status: SideStatus;
  readonly reasonCode?: string;
  readonly platformMessage?: string;
  /** data that the platform does not give us for lack of a role */
  readonly withheld?: readonly string[];
  /** id of the message that said so; ids sort by the time at which they were made */
  readonly saidBy?: string;
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

  /** a setting that is newer than the row has its default */
  @Column('jsonb', {
    transformer: {
      from: (stored: InstallationInput) => withDefaults(stored),
      to: (settings: Installation) => settings,
    },
  })
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

  /** what works now and will not for long, as it was last looked at */
  @Column('jsonb', { default: [] })
  warnings!: Warning[];

  @Column('jsonb', { name: 'amazon_side' })
  amazonSide!: PlatformSide;

  @Column('jsonb', { name: 'exact_side' })
  exactSide!: PlatformSide;

  /** what lets us in at Amazon and ends on a known day: the consent, the client secret */
  @Column('jsonb', { name: 'amazon_expiry', default: {} })
  amazonExpiry!: Readonly<Record<string, { expiresAt: string; daysLeft: number; noticedAt: string }>>;

  /** set while a person must confirm before anything is written (domain V4) */
  @Column('jsonb', { name: 'going_live', nullable: true })
  goingLive!: GoingLive | null;

  /** the last going live that was confirmed, and by whom */
  @Column('jsonb', { name: 'went_live', nullable: true })
  wentLive!: WentLive | null;

  /** counts up with every change; the gateways ignore an older one */
  @Column('integer')
  revision!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** business time at which the database was put back to an earlier moment, the last time (`ops restored`) */
  @Column('timestamptz', { name: 'restored_at', nullable: true })
  restoredAt!: Date | null;
}
