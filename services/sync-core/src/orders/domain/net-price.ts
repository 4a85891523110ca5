import { decimalsOf } from '@connector/money';
import { decimalText, splitPrice, type PricedPieces } from './split-price.js';

/**
 * Net prices for a VAT code that excludes VAT (domain M5): rounded as Exact's PricePrecision allows, and only if the total
 * that Exact will reckon from them is equal to the cent. Undefined: it cannot be had, the order is held.
 */
export function netPrices(
  grossMinorUnits: number,
  quantity: number,
  currency: string,
  basisPoints: number,
  priceDecimals: number,
): PricedPieces[] | undefined {
  const priceUnit = 10n ** BigInt(priceDecimals);
  const minorUnit = 10n ** BigInt(decimalsOf(currency));
  const lines = splitPrice(grossMinorUnits, quantity, currency).map(({ quantity: pieces, price }) => {
    const gross = BigInt(price.replace('.', '')) * priceUnit;
    return { quantity: pieces, net: rounded(gross * 10_000n, minorUnit * (10_000n + BigInt(basisPoints))) };
  });
  const total = lines.reduce(
    (sum, line) => sum + grossOf(rounded(line.net * BigInt(line.quantity) * minorUnit, priceUnit), basisPoints),
    0n,
  );
  if (total !== BigInt(grossMinorUnits)) return undefined;
  return lines.map((line) => ({ quantity: line.quantity, price: decimalText(line.net, priceDecimals) }));
}

/** As Exact reckons: the line is rounded to the currency, and so is its VAT. */
function grossOf(amount: bigint, basisPoints: number): bigint {
  return amount + rounded(amount * BigInt(basisPoints), 10_000n);
}

function rounded(numerator: bigint, denominator: bigint): bigint {
  return (numerator * 2n + denominator) / (denominator * 2n);
}
