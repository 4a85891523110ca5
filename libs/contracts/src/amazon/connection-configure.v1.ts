import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Min,
  ValidateNested,
} from 'class-validator';
import { command } from '../contract.js';
import { SealedV1, sealedExample } from '../shapes/sealed.v1.js';

/** What the amazon-gateway must know of a connection. Replaces what it knew before; an older `revision` changes nothing. */
export class ConfigureAmazonConnectionV1 {
  /** counts up with every change of the connection */
  @IsInt()
  @Min(1)
  revision!: number;

  @IsString()
  @Length(5, 40)
  sellerId!: string;

  @IsIn(['eu', 'na', 'fe'])
  region!: 'eu' | 'na' | 'fe';

  @IsArray()
  @ArrayMinSize(1)
  @IsString({ each: true })
  marketplaceIds!: string[];

  /** a new LWA refresh token; absent: the one known before stays */
  @IsOptional()
  @ValidateNested()
  @Type(() => SealedV1)
  refreshToken?: SealedV1;

  /** orders created before this moment are not read at the start */
  @IsISO8601({ strict: true })
  ordersFrom!: string;

  /** false: nothing is read or written until a later revision says so */
  @IsBoolean()
  active!: boolean;
}

/** Set up or change a connection at the amazon-gateway. */
export const configureAmazonConnectionV1 = command('amazon.connection.configure.v1', ConfigureAmazonConnectionV1, {
  summary: 'Set up, change, pause or resume a seller account; answered by amazon.connection.changed.v1.',
  example: {
    revision: 1,
    sellerId: 'A000SANDBOXNL1',
    region: 'eu',
    marketplaceIds: ['A1805IZSGTT6HS', 'A1PA6795UKMFR9'],
    refreshToken: sealedExample,
    ordersFrom: '2026-11-23T00:00:00.000Z',
    active: true,
  },
});
