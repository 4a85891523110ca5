import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';
import { MoneyV1 } from '../shapes/money.v1.js';
import { exactLengths } from './field-lengths.js';

/**
 * Say which sales orders stand in Exact: those with these references (one call), or those whose order date lies in a window
 * (one call for each 1,000). Exactly one of both is given.
 */
export class ReconcileExactSalesOrdersV1 extends ExactCommandV1 {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, exactLengths.yourRef, { each: true })
  yourRefs?: string[];

  /** first order date, YYYY-MM-DD, as Exact has it */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  orderedFrom?: string;

  /** last order date, included */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  orderedTo?: string;
}

/** A sales order as it stands in Exact now. */
export class ExactSalesOrderStandingV1 {
  @IsUUID() salesOrderId!: string;

  /** empty where none stands on it */
  @IsString() yourRef!: string;
  @IsOptional() @IsInt() orderNumber?: number;

  /** total incl. VAT in the order's currency */
  @IsOptional() @ValidateNested() @Type(() => MoneyV1) total?: MoneyV1;

  /** `open`, `partial`, `complete`, `cancelled`, or Exact's own number where it is none of them */
  @IsString() state!: string;

  /** the account that it is booked on now: another one than before where accounts were merged (domain D14) */
  @IsOptional() @IsUUID() orderedBy?: string;
}

/** What stands there. A reference that was asked for and is not among them stands nowhere. */
export class ExactSalesOrdersReconciledV1 extends CommandAnswerV1 {
  @IsInt() division!: number;

  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => ExactSalesOrderStandingV1)
  found!: ExactSalesOrderStandingV1[];

  /** false: more than 1,000 lie in the window; ask for a smaller one */
  @IsBoolean() complete!: boolean;
}

export const reconcileExactSalesOrdersV1 = command('exact.sales-orders.reconcile.v1', ReconcileExactSalesOrdersV1, {
  summary:
    'Say which sales orders stand in Exact, by reference or by order date; answered by exact.sales-orders.reconciled.v1.',
  example: { ...exactCommandExample, yourRefs: ['402-1234567-1234567', '402-1234567-7654321'] },
});

export const exactSalesOrdersReconciledV1 = event('exact.sales-orders.reconciled.v1', ExactSalesOrdersReconciledV1, {
  summary: 'The sales orders that stand in Exact for the references or the window that were asked for.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000009',
    release: 1,
    division: 123456,
    found: [
      {
        salesOrderId: '6f1c1d5e-9f3a-4f0e-8a56-000000000006',
        yourRef: '402-1234567-1234567',
        orderNumber: 1001,
        total: { minorUnits: 1000, currency: 'EUR' },
        state: 'open',
        orderedBy: '6f1c1d5e-9f3a-4f0e-8a56-000000000003',
      },
    ],
    complete: true,
  },
});
