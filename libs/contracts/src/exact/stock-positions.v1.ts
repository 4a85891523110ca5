import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';

/** Read what changed in the division's stock since the last time. */
export class FetchExactStockPositionsV1 extends ExactCommandV1 {}

/** One item in one warehouse (reference: exact-online 11). */
export class ExactStockPositionV1 {
  @IsUUID() itemId!: string;
  @IsString() itemCode!: string;
  @IsUUID() warehouseId!: string;

  /** actual stock; a decimal, because fractions are possible */
  @Matches(/^-?\d+(\.\d+)?$/) currentStock!: string;

  /** planned outgoing stock */
  @Matches(/^-?\d+(\.\d+)?$/) planningOut!: string;

  /** Exact's row version, larger than a safe integer: a string of digits */
  @Matches(/^\d+$/) timestamp!: string;
}

/** Stock rows that changed, at most 500 a message. */
export class ExactStockPositionsChangedV1 {
  @IsInt() division!: number;

  /** real time just before the rows were read: a sales order that was there by then is in them */
  @IsOptional() @IsISO8601({ strict: true }) readAt?: string;

  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => ExactStockPositionV1)
  positions!: ExactStockPositionV1[];
}

/** The feed was read to its end; all rows came before as exact.stock-positions.changed.v1. */
export class ExactStockPositionsFetchedV1 extends CommandAnswerV1 {
  @IsInt() division!: number;
  @Matches(/^\d+$/) upToTimestamp!: string;
  @IsInt() @Min(0) rows!: number;
}

export const fetchExactStockPositionsV1 = command('exact.stock-positions.fetch.v1', FetchExactStockPositionsV1, {
  summary: 'Read what changed in the stock; answered by exact.stock-positions.fetched.v1.',
  example: exactCommandExample,
});

export const exactStockPositionsChangedV1 = event('exact.stock-positions.changed.v1', ExactStockPositionsChangedV1, {
  summary: 'Stock rows changed at Exact, at most 500 a message.',
  example: {
    division: 123456,
    positions: [
      {
        itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
        itemCode: 'MUG-BLUE',
        warehouseId: '6f1c1d5e-9f3a-4f0e-8a56-000000000002',
        currentStock: '12',
        planningOut: '5',
        timestamp: '4711',
      },
    ],
  },
});

export const exactStockPositionsFetchedV1 = event('exact.stock-positions.fetched.v1', ExactStockPositionsFetchedV1, {
  summary: 'The stock feed of a division was read to its end.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000007',
    release: 1,
    division: 123456,
    upToTimestamp: '4711',
    rows: 1,
  },
});
