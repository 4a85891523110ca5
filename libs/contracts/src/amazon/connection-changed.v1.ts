import { IsArray, IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';
import { event } from '../contract.js';

/** How a platform's side of a connection is doing. */
export class ConnectionChangedV1 {
  /** revision of the configuration that this answers */
  @IsInt()
  @Min(1)
  revision!: number;

  /** `connected`: the platform accepted us; `paused`: by request; `refused`: a person must act */
  @IsIn(['connected', 'paused', 'refused'])
  status!: 'connected' | 'paused' | 'refused';

  /** a code of the reason catalogue, with `refused` */
  @IsOptional()
  @IsString()
  reasonCode?: string;

  /** the platform's own words, without secrets */
  @IsOptional()
  @IsString()
  platformMessage?: string;

  /** data that the platform does not give us, because the seller gave no role for it, with `connected`; absent: it gives all */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  withheld?: string[];
}

/** The Amazon side of a connection was set up, paused, lost or found again. */
export const amazonConnectionChangedV1 = event('amazon.connection.changed.v1', ConnectionChangedV1, {
  summary: 'The Amazon side of a connection was set up, paused, lost or found again.',
  example: { revision: 1, status: 'connected' },
});
