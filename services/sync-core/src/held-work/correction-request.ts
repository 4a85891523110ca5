import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { DecisionRequest } from '../api/decision-request.js';
import type { Corrections } from '../orders/domain/corrections.js';

export class LineCorrectionRequest {
  @ApiProperty({ description: "Amazon's id of the order line" })
  @IsString()
  @Length(1, 40)
  orderItemId!: string;

  @ApiPropertyOptional({ description: 'SKU whose item is booked' })
  @IsOptional()
  @IsString()
  @Length(1, 255)
  sku?: string;

  @ApiPropertyOptional({ description: 'Pieces that are booked' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  quantity?: number;
}

/** What a person sets on a held order; what is left out stays as it is. */
export class CorrectionRequest extends DecisionRequest {
  @ApiPropertyOptional({ example: 'DE129273398', description: "The buyer's VAT number; kept sealed" })
  @IsOptional()
  @IsString()
  @Length(4, 20)
  vatNumber?: string;

  @ApiPropertyOptional({ description: 'The buyer has no VAT number, whatever Amazon says' })
  @IsOptional()
  @IsBoolean()
  noVatNumber?: boolean;

  @ApiPropertyOptional({ description: 'VAT code of all lines' })
  @IsOptional()
  @IsString()
  @Length(1, 10)
  vatCode?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Id of an account in Exact Online that the order is booked on' })
  @IsOptional()
  @IsUUID()
  debtorAccountId?: string;

  @ApiPropertyOptional({ type: [LineCorrectionRequest] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => LineCorrectionRequest)
  lines?: LineCorrectionRequest[];

  toCorrections(): Corrections {
    const { vatNumber, noVatNumber, vatCode, debtorAccountId, lines = [] } = this;
    const items = lines.flatMap(({ orderItemId, sku }) => (sku === undefined ? [] : [[orderItemId, sku] as const]));
    const quantities = lines.flatMap(({ orderItemId, quantity }) =>
      quantity === undefined ? [] : [[orderItemId, quantity] as const],
    );
    return {
      ...(noVatNumber === true ? { vatNumber: null } : vatNumber === undefined ? {} : { vatNumber }),
      ...(vatCode === undefined ? {} : { vatCode }),
      ...(debtorAccountId === undefined ? {} : { debtorAccountId }),
      ...(items.length === 0 ? {} : { items: Object.fromEntries(items) }),
      ...(quantities.length === 0 ? {} : { quantities: Object.fromEntries(quantities) }),
    };
  }
}
