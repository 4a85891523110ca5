import { decimalsOf } from '@connector/money';

/** So many pieces at one price, a decimal text. */
export interface PricedPieces {
  readonly quantity: number;
  readonly price: string;
}

/**
 * A line total as prices of a piece (domain M3): one that does not divide becomes two lines of adjacent prices, so that
 * 3 for 10.00 is 2 × 3.33 + 1 × 3.34. The sum is the total, always.
 */
export function splitPrice(totalMinorUnits: number, quantity: number, currency: string): PricedPieces[] {
  const low = Math.floor(totalMinorUnits / quantity);
  const dearer = totalMinorUnits - low * quantity;
  const decimals = decimalsOf(currency);
  return [
    { quantity: quantity - dearer, price: decimalText(low, decimals) },
    { quantity: dearer, price: decimalText(low + 1, decimals) },
  ].filter((pieces) => pieces.quantity > 0);
}

/** An integer of 10⁻ⁿ as a decimal text. */
export function decimalText(units: number | bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
