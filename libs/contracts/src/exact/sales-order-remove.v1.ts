import { IsBoolean, IsInt, IsString, IsUUID, Length } from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';
import { exactLengths } from './field-lengths.js';

/**
 * Remove a sales order of which nothing is delivered or invoiced (domain O8). Refused with
 * `exact_sales_order_delivered`, or `exact_sales_order_not_ours` where another reference stands on it.
 */
export class RemoveExactSalesOrderV1 extends ExactCommandV1 {
  @IsUUID()
  salesOrderId!: string;

  /** the reference that must stand on it: nothing else is removed */
  @IsString()
  @Length(1, exactLengths.yourRef)
  yourRef!: string;
}

/** The sales order is not in Exact (any more). */
export class ExactSalesOrderRemovedV1 extends CommandAnswerV1 {
  @IsInt() division!: number;
  @IsUUID() salesOrderId!: string;
  @IsString() yourRef!: string;

  /** false: somebody else had removed it already */
  @IsBoolean() wasThere!: boolean;
}

const example = {
  salesOrderId: '6f1c1d5e-9f3a-4f0e-8a56-000000000006',
  yourRef: '402-1234567-1234567',
};

export const removeExactSalesOrderV1 = command('exact.sales-order.remove.v1', RemoveExactSalesOrderV1, {
  summary: 'Remove an undelivered, uninvoiced sales order; answered by exact.sales-order.removed.v1, or refused.',
  example: { ...exactCommandExample, ...example },
});

export const exactSalesOrderRemovedV1 = event('exact.sales-order.removed.v1', ExactSalesOrderRemovedV1, {
  summary: 'A sales order is no longer in Exact.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000008',
    release: 1,
    division: 123456,
    ...example,
    wasThere: true,
  },
});
