import { IsInt, Matches, Max, Min } from 'class-validator';

/** An amount in the smallest unit of its currency: 12.34 EUR is 1234, 500 JPY is 500, 1.234 KWD is 1234. Never a float. */
export class MoneyV1 {
  @IsInt()
  @Min(-Number.MAX_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  minorUnits!: number;

  /** ISO 4217, upper case */
  @Matches(/^[A-Z]{3}$/)
  currency!: string;
}
