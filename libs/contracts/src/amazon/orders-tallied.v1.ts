import { Type } from 'class-transformer';
import { IsArray, IsInt, IsISO8601, Matches, Min, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { MoneyV1 } from '../shapes/money.v1.js';

/**
 * What Amazon was seen to have of one day, counted by the gateway itself in its nightly control run: whoever books orders
 * proves by it that none is missing. The day is that of creation (UTC), the one date of an order that never changes.
 */
export class AmazonOrdersTalliedV1 {
  @Matches(/^\d{4}-\d\d-\d\d$/)
  day!: string;

  /** orders created on that day, in every store and every state */
  @IsInt()
  @Min(0)
  orders!: number;

  /** those that were published without a grand total: pending ones, and such whose figures cannot be read */
  @IsInt()
  @Min(0)
  withoutTotal!: number;

  /** those that nobody can read and that were therefore not published: whoever counts must have the others */
  @IsInt()
  @Min(0)
  unreadable!: number;

  /** sum of the grand totals, one entry a currency */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => MoneyV1)
  totals!: MoneyV1[];

  /** the moment up to which the run looked: an update after it may change a total */
  @IsISO8601({ strict: true })
  readUntil!: string;
}

export const amazonOrdersTalliedV1 = event('amazon.orders.tallied.v1', AmazonOrdersTalliedV1, {
  summary: 'The orders that Amazon has of one day, counted and summed in the nightly control run.',
  example: {
    day: '2026-11-22',
    orders: 44,
    withoutTotal: 1,
    unreadable: 0,
    totals: [{ minorUnits: 123_456, currency: 'EUR' }],
    readUntil: '2026-11-24T00:58:00.000Z',
  },
});
