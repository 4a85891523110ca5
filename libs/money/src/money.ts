import { decimalsOf } from './currency.js';

/** An amount as an integer number of the currency's smallest unit. */
export interface Money {
  readonly minorUnits: number;
  /** ISO 4217 */
  readonly currency: string;
}

/** Raised for amounts that are no money, or that do not fit together. Names no buyer. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
}

/** Money from an integer number of minor units. */
export function money(minorUnits: number, currency: string): Money {
  if (!Number.isSafeInteger(minorUnits)) throw new MoneyError(`${minorUnits} is no safe integer of minor units`);
  return { minorUnits: minorUnits === 0 ? 0 : minorUnits, currency };
}

/**
 * Money from a decimal text such as `"12.34"`, `"-5"` or `"5980"`.
 * @throws MoneyError when the text is no decimal, or has more decimals than the currency (other than zeros)
 */
export function moneyFromDecimal(text: string, currency: string): Money {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) throw new MoneyError(`"${text.slice(0, 32)}" is no decimal amount`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new MoneyError(`${text.slice(0, 32)} has more than the ${decimals} decimals of ${currency}`);
  }
  const digits = whole + fraction.slice(0, decimals).padEnd(decimals, '0');
  return money(Number(`${sign}${digits}`), currency);
}

/** The decimal text of an amount, with exactly the decimals of its currency: 1234 EUR is `"12.34"`. */
export function decimalOf(amount: Money): string {
  const decimals = decimalsOf(amount.currency);
  const digits = String(Math.abs(amount.minorUnits)).padStart(decimals + 1, '0');
  const sign = amount.minorUnits < 0 ? '-' : '';
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The amount for a reader: `"12.34 EUR"`. */
export function formatMoney(amount: Money): string {
  return `${decimalOf(amount)} ${amount.currency}`;
}

/** The sum of amounts in one currency. */
export function sum(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce((total, amount) => add(total, amount), money(0, currency));
}

export function add(a: Money, b: Money): Money {
  return money(a.minorUnits + sameCurrency(a, b).minorUnits, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  return money(a.minorUnits - sameCurrency(a, b).minorUnits, a.currency);
}

export function multiply(amount: Money, factor: number): Money {
  return money(amount.minorUnits * factor, amount.currency);
}

export function equal(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minorUnits === b.minorUnits;
}

/** The amount without its sign. */
export function absolute(amount: Money): Money {
  return money(Math.abs(amount.minorUnits), amount.currency);
}

function sameCurrency(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new MoneyError(`${a.currency} and ${b.currency} do not add up`);
  return b;
}
