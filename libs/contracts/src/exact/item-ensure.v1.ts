import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Length, MaxLength, ValidateNested } from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';
import { MoneyV1 } from '../shapes/money.v1.js';
import { exactLengths } from './field-lengths.js';

/** Make sure that an item with this code exists (manual chapter 5). An existing one is adopted and left as it is (domain I5). */
export class EnsureExactItemV1 extends ExactCommandV1 {
  /** written on creation only */
  @IsString()
  @Length(1, exactLengths.itemCode)
  code!: string;

  @IsString()
  @Length(1, exactLengths.itemDescription)
  description!: string;

  @IsOptional()
  @IsString()
  @MaxLength(exactLengths.itemExtraDescription)
  extraDescription?: string;

  @IsUUID()
  itemGroupId!: string;

  /** the division's main unit; absent: Exact's own default */
  @IsOptional()
  @IsString()
  unit?: string;

  @IsString()
  salesVatCode!: string;

  @IsOptional()
  @IsString()
  @MaxLength(exactLengths.barcode)
  barcode?: string;

  @IsBoolean()
  isStockItem!: boolean;

  /** sales price incl. VAT, a record of its own at Exact; absent: none is written */
  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  salesPrice?: MoneyV1;
}

/** Change what may be changed of an item that the connector made: never its code, never its group (domain I4). */
export class UpdateExactItemV1 extends ExactCommandV1 {
  @IsUUID()
  itemId!: string;

  @IsString()
  @Length(1, exactLengths.itemDescription)
  description!: string;

  @IsOptional()
  @IsString()
  @MaxLength(exactLengths.itemExtraDescription)
  extraDescription?: string;

  /** as it should be; absent: it stays as it is */
  @IsOptional()
  @IsString()
  @MaxLength(exactLengths.barcode)
  barcode?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  salesPrice?: MoneyV1;
}

/** The item is there. */
export class ExactItemEnsuredV1 extends CommandAnswerV1 {
  @IsInt() division!: number;
  @IsUUID() itemId!: string;

  /** as Exact has it, blanks trimmed; may differ from ours in case */
  @IsString() code!: string;
  @IsOptional() @IsString() salesVatCode?: string;
  @IsBoolean() adopted!: boolean;
}

const example: EnsureExactItemV1 = {
  ...exactCommandExample,
  code: 'MUG-BLUE',
  description: 'Mug, blue',
  extraDescription: 'A blue mug that holds 300 ml.',
  itemGroupId: '6f1c1d5e-9f3a-4f0e-8a56-000000000001',
  unit: 'stuk',
  salesVatCode: '2',
  barcode: '8710000000017',
  isStockItem: true,
  salesPrice: { minorUnits: 333, currency: 'EUR' },
};

export const ensureExactItemV1 = command('exact.item.ensure.v1', EnsureExactItemV1, {
  summary: 'Make an item that an order waits for (domain I8); answered by exact.item.ensured.v1.',
  example,
});

export const importExactItemV1 = command('exact.item.import.v1', EnsureExactItemV1, {
  summary: 'Make an item of the catalogue for which nobody waits (domain I7); answered by exact.item.ensured.v1.',
  example,
});

export const exactItemEnsuredV1 = event('exact.item.ensured.v1', ExactItemEnsuredV1, {
  summary: 'An item exists, with its price where one was given.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000005',
    release: 1,
    division: 123456,
    itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
    code: 'MUG-BLUE',
    salesVatCode: '2',
    adopted: false,
  },
});

export const updateExactItemV1 = command('exact.item.update.v1', UpdateExactItemV1, {
  summary: 'Change description and price of an item that the connector made; answered by exact.item.ensured.v1.',
  example: {
    ...exactCommandExample,
    itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
    description: 'Mug, dark blue',
    salesPrice: { minorUnits: 349, currency: 'EUR' },
  },
});

export const resyncExactItemV1 = command('exact.item.resync.v1', UpdateExactItemV1, {
  summary: 'Write an item again because a person asked for it (domain I6); answered by exact.item.ensured.v1.',
  example: {
    ...exactCommandExample,
    itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
    description: 'Mug, dark blue',
    extraDescription: 'A dark blue mug that holds 300 ml.',
    barcode: '8710000000017',
    salesPrice: { minorUnits: 349, currency: 'EUR' },
  },
});
