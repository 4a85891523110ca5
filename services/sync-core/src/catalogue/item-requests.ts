import { exactLengths } from '@connector/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsString, Length, Max, Min, ValidateIf } from 'class-validator';
import type { AliasWish } from './sku-aliases.js';

export class ResyncRequest {
  @ApiProperty({ example: ['MUG-BLUE'], description: 'Seller SKUs' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @Length(1, 255, { each: true })
  skus!: string[];
}

export class AliasRequest {
  @ApiProperty({ example: 'MUG-BLUE-3' })
  @IsString()
  @Length(1, 255)
  sku!: string;

  @ApiPropertyOptional({ example: 'MUG-BLUE', description: 'The SKU whose item is meant; either this or toCode' })
  @ValidateIf(({ toCode }: AliasRequest) => toCode === undefined)
  @IsString()
  @Length(1, 255)
  toSku?: string;

  @ApiPropertyOptional({ example: 'MUG-BLUE', description: 'The code of the item that is meant' })
  @ValidateIf(({ toSku }: AliasRequest) => toSku === undefined)
  @IsString()
  @Length(1, exactLengths.itemCode)
  toCode?: string;

  @ApiProperty({ example: 3, description: 'Pieces of the item that one of the SKU is' })
  @IsInt()
  @Min(1)
  @Max(10_000)
  pieces: number = 1;

  @ApiProperty({ example: 'A. Boekhouder' })
  @IsString()
  @Length(1, 100)
  by!: string;

  toWish(): AliasWish {
    const { sku, toSku, toCode, pieces, by } = this;
    return {
      sku,
      pieces,
      by,
      ...(toSku === undefined ? {} : { toSku }),
      ...(toCode === undefined ? {} : { toCode }),
    };
  }
}
