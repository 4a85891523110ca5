import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsPositive,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';
import { MoneyV1 } from '../shapes/money.v1.js';
import { SealedV1 } from '../shapes/sealed.v1.js';
import { exactLengths } from './field-lengths.js';

/** One line of a sales order (manual chapter 6, "Orderregels"). */
export class ExactSalesOrderLineV1 {
  @IsUUID()
  itemId!: string;

  @IsString()
  @Length(1, exactLengths.orderLineDescription)
  description!: string;

  @IsInt()
  @IsPositive()
  quantity!: number;

  /** price of one piece in the order's currency, as the VAT code's type reads it (I gross, E net); a decimal, never a float */
  @Matches(/^\d{1,12}(\.\d{1,8})?$/)
  netPrice!: string;

  @IsString()
  vatCode!: string;
}

/** Make one sales order. The natural key is `yourRef`: there is never a second one from us. */
export class CreateExactSalesOrderV1 extends ExactCommandV1 {
  /** the Amazon order id: YourRef and Description */
  @IsString()
  @Length(1, exactLengths.yourRef)
  yourRef!: string;

  /** look for a sales order with this YourRef before the first attempt, because somebody else may have made one (domain O2) */
  @IsBoolean()
  lookFirst!: boolean;

  @IsUUID()
  orderedBy!: string;

  @IsOptional()
  @IsUUID()
  deliveryAddressId?: string;

  /** a date in the division's time zone, YYYY-MM-DD */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  orderDate!: string;

  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  deliveryDate?: string;

  @IsString()
  @MaxLength(exactLengths.orderDescription)
  description!: string;

  @IsString()
  paymentCondition!: string;

  @Matches(/^[A-Z]{3}$/)
  currency!: string;

  @IsOptional()
  @IsUUID()
  warehouseId?: string;

  /** JSON string: delivery instructions, gift messages, the buyer's purchase order number */
  @IsOptional()
  @ValidateNested()
  @Type(() => SealedV1)
  remarks?: SealedV1;

  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => ExactSalesOrderLineV1)
  lines!: ExactSalesOrderLineV1[];

  /** total incl. VAT that must come out (domain M2) */
  @ValidateNested()
  @Type(() => MoneyV1)
  expectedTotal!: MoneyV1;
}

/** The sales order is there. */
export class ExactSalesOrderCreatedV1 extends CommandAnswerV1 {
  @IsInt() division!: number;
  @IsString() yourRef!: string;
  @IsUUID() salesOrderId!: string;
  @IsOptional() @IsInt() orderNumber?: number;

  /** total incl. VAT that Exact reports (domain M6) */
  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  total?: MoneyV1;

  /** true: it was there already, made by another product or a person, and was left as it is */
  @IsBoolean() adopted!: boolean;
}

export const createExactSalesOrderV1 = command('exact.sales-order.create.v1', CreateExactSalesOrderV1, {
  summary: 'Make one sales order, exactly once; answered by exact.sales-order.created.v1.',
  example: {
    ...exactCommandExample,
    yourRef: '402-1234567-1234567',
    lookFirst: false,
    orderedBy: '6f1c1d5e-9f3a-4f0e-8a56-000000000003',
    orderDate: '2026-11-23',
    deliveryDate: '2026-11-24',
    description: '402-1234567-1234567',
    paymentCondition: 'AM',
    currency: 'EUR',
    lines: [
      {
        itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
        description: 'Mug, blue',
        quantity: 2,
        netPrice: '3.33',
        vatCode: '2',
      },
      {
        itemId: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
        description: 'Mug, blue',
        quantity: 1,
        netPrice: '3.34',
        vatCode: '2',
      },
    ],
    expectedTotal: { minorUnits: 1000, currency: 'EUR' },
  },
});

export const exactSalesOrderCreatedV1 = event('exact.sales-order.created.v1', ExactSalesOrderCreatedV1, {
  summary: 'The sales order of an Amazon order is in Exact, made now or adopted.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000006',
    release: 1,
    division: 123456,
    yourRef: '402-1234567-1234567',
    salesOrderId: '6f1c1d5e-9f3a-4f0e-8a56-000000000006',
    orderNumber: 1001,
    total: { minorUnits: 1000, currency: 'EUR' },
    adopted: false,
  },
});
