import { IsInt, IsISO8601, IsUUID, Matches } from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';

/** Read the stock of one item at this moment, all its warehouses together (domain S2). One call. */
export class ReadExactStockPositionV1 extends ExactCommandV1 {
  @IsUUID()
  itemId!: string;
}

/** The stock of one item, all warehouses together. */
export class ExactStockPositionReportedV1 extends CommandAnswerV1 {
  @IsInt() division!: number;
  @IsUUID() itemId!: string;

  /** actual stock; a decimal, because fractions are possible */
  @Matches(/^-?\d+(\.\d+)?$/) inStock!: string;

  /** planned outgoing stock */
  @Matches(/^-?\d+(\.\d+)?$/) planningOut!: string;

  /** what was in Exact before this moment is contained */
  @IsISO8601({ strict: true }) readAt!: string;
}

export const readExactStockPositionV1 = command('exact.stock-position.read.v1', ReadExactStockPositionV1, {
  summary: 'Read the stock of one item now; answered by exact.stock-position.reported.v1.',
  example: { ...exactCommandExample, itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005' },
});

export const exactStockPositionReportedV1 = event('exact.stock-position.reported.v1', ExactStockPositionReportedV1, {
  summary: 'The stock of one item at a moment, all warehouses together.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000010',
    release: 1,
    division: 123456,
    itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
    inStock: '12',
    planningOut: '5',
    readAt: '2026-11-23T12:00:00.000Z',
  },
});
