import type { MoneyV1 } from '@connector/contracts';
import { MoneyError, moneyFromDecimal } from '@connector/money';
import { read } from './answer-reader.js';

/** A figure is there and cannot be read. Names the field, never its value. */
export class UnreadableFigure extends Error {
  override readonly name = 'UnreadableFigure';

  constructor(field: string) {
    super(`${field} cannot be read`);
  }
}

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/**
 * Money as Orders API 2026-01-01 gives it: a decimal text and a currency. A JSON number is refused: it may have been rounded.
 * @throws UnreadableFigure when it is there and is no amount of its currency
 */
export function moneyOf(raw: unknown, field: string): MoneyV1 | undefined {
  if (isAbsent(raw)) return undefined;
  const { amount, currencyCode } = read.object(raw);
  if (typeof amount !== 'string' || typeof currencyCode !== 'string' || !/^[A-Z]{3}$/.test(currencyCode))
    throw new UnreadableFigure(field);
  return moneyFrom(amount, currencyCode, field);
}

/** @throws UnreadableFigure when it is absent too */
export function requiredMoney(raw: unknown, field: string): MoneyV1 {
  const money = moneyOf(raw, field);
  if (money === undefined) throw new UnreadableFigure(field);
  return money;
}

/** A number of pieces. @throws UnreadableFigure when it is there and is none */
export function piecesOf(raw: unknown, field: string): number | undefined {
  if (isAbsent(raw)) return undefined;
  const pieces = read.integer(raw);
  if (pieces === undefined || pieces < 0) throw new UnreadableFigure(field);
  return pieces;
}

/** A decimal text as money. @throws UnreadableFigure when it is none, or has decimals that the currency does not have */
export function moneyFrom(decimal: string, currency: string, field: string): MoneyV1 {
  try {
    return moneyFromDecimal(decimal, currency);
  } catch (thrown) {
    if (thrown instanceof MoneyError) throw new UnreadableFigure(field);
    throw thrown;
  }
}
