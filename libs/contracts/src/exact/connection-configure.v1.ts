import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsPositive, Min, ValidateNested } from 'class-validator';
import { command, event } from '../contract.js';
import { ConnectionChangedV1 } from '../amazon/connection-changed.v1.js';
import { SealedV1, sealedExample } from '../shapes/sealed.v1.js';

/** What the exact-gateway must know of a connection. Replaces what it knew before; an older `revision` changes nothing. */
export class ConfigureExactConnectionV1 {
  /** counts up with every change of the connection */
  @IsInt()
  @Min(1)
  revision!: number;

  /** the country of the customer's Exact Online: one customer lives on one host */
  @IsIn(['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'])
  site!: 'nl' | 'be' | 'de' | 'fr' | 'es' | 'co.uk' | 'com';

  @IsInt()
  @IsPositive()
  division!: number;

  /** a new OAuth refresh token; absent: the chain known before stays */
  @IsOptional()
  @ValidateNested()
  @Type(() => SealedV1)
  refreshToken?: SealedV1;

  /** false: nothing is read or written until a later revision says so */
  @IsBoolean()
  active!: boolean;
}

export const configureExactConnectionV1 = command('exact.connection.configure.v1', ConfigureExactConnectionV1, {
  summary:
    'Set up, change, pause or resume an administration; answered by exact.connection.changed.v1 and exact.master-data.published.v1.',
  example: { revision: 1, site: 'nl', division: 123456, refreshToken: sealedExample, active: true },
});

export const exactConnectionChangedV1 = event('exact.connection.changed.v1', ConnectionChangedV1, {
  summary: 'The Exact side of a connection was set up, paused, lost or found again.',
  example: { revision: 1, status: 'refused', reasonCode: 'exact_reauthorisation_needed' },
});
