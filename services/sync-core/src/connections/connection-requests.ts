import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsPositive,
  IsString,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { InstallationRequest } from '../installation/installation-request.js';

export class AmazonSideRequest {
  @ApiProperty({ example: 'A2VOORBEELD01', description: 'Merchant token of the seller account' })
  @IsString()
  @Length(5, 40)
  sellerId!: string;

  @ApiProperty({ enum: ['eu', 'na', 'fe'], default: 'eu' })
  @IsIn(['eu', 'na', 'fe'])
  region: 'eu' | 'na' | 'fe' = 'eu';

  @ApiProperty({ example: ['A1805IZSGTT6HS'], description: 'Stores whose orders are imported' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  marketplaceIds!: string[];

  @ApiPropertyOptional({
    description:
      "LWA refresh token of a self-authorised application, never returned; left out: by Amazon's consent page",
  })
  @IsOptional()
  @IsString()
  @Length(5, 4096)
  refreshToken?: string;
}

export class ExactSideRequest {
  @ApiProperty({ enum: ['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'], default: 'nl' })
  @IsIn(['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'])
  site: 'nl' | 'be' | 'de' | 'fr' | 'es' | 'co.uk' | 'com' = 'nl';

  @ApiPropertyOptional({
    example: 123456,
    description: 'Number of the administration; left out: it is chosen after the consent (POST …/exact-consent)',
  })
  @IsOptional()
  @IsInt()
  @IsPositive()
  division?: number;

  @ApiPropertyOptional({ description: 'OAuth refresh token; never returned. Left out: consent by web page follows' })
  @IsOptional()
  @IsString()
  @Length(5, 4096)
  refreshToken?: string;
}

/** A new connection between a seller account and an administration. */
export class CreateConnectionRequest {
  @ApiProperty({ example: 'Voorbeeld B.V.' })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty()
  @IsDefined()
  @ValidateNested()
  @Type(() => AmazonSideRequest)
  amazon!: AmazonSideRequest;

  @ApiProperty()
  @IsDefined()
  @ValidateNested()
  @Type(() => ExactSideRequest)
  exact!: ExactSideRequest;

  @ApiProperty()
  @IsDefined()
  @ValidateNested()
  @Type(() => InstallationRequest)
  settings!: InstallationRequest;

  @ApiPropertyOptional({ description: 'Compute and show everything, write nothing' })
  @IsBoolean()
  dryRun: boolean = false;
}

/** Changes to a connection; what is left out stays as it is. */
export class ChangeConnectionRequest {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(100)
  name?: string;

  @ApiPropertyOptional({ description: 'A new LWA refresh token' })
  @IsOptional()
  @IsString()
  @Length(5, 4096)
  amazonRefreshToken?: string;

  @ApiPropertyOptional({ description: 'A new OAuth refresh token of Exact Online' })
  @IsOptional()
  @IsString()
  @Length(5, 4096)
  exactRefreshToken?: string;

  @ApiPropertyOptional({ example: ['A1805IZSGTT6HS'] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  marketplaceIds?: string[];

  @ApiPropertyOptional()
  @IsOptional()
  @ValidateNested()
  @Type(() => InstallationRequest)
  settings?: InstallationRequest;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({
    example: 123456,
    description:
      'Another administration: nothing of the old one is used there, and the connection asks before its first write (GET …/going-live)',
  })
  @IsOptional()
  @IsInt()
  @IsPositive()
  division?: number;

  @ApiPropertyOptional({ enum: ['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'] })
  @IsOptional()
  @IsIn(['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'])
  site?: 'nl' | 'be' | 'de' | 'fr' | 'es' | 'co.uk' | 'com';
}
