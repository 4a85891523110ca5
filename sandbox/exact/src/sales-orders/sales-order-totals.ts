/** A line as far as its amounts go. */
export interface PricedLine {
  readonly quantity: number;
  /** price after discount, gross or net as the VAT code's type says */
  readonly netPrice: number;
  readonly vat: { readonly type: string; readonly percentage: number };
}

const SCALE = 100_000_000n;

/**
 * Totals of a sales order (exact-online 10): type I reads prices as gross, type E as net with VAT on top; each line is
 * rounded to the currency. Integer arithmetic: the amounts are exact.
 */
export function totalsOf(
  lines: readonly PricedLine[],
  decimals: number,
): { incl: number; excl: number; perLine: number[]; vatPerLine: number[] } {
  let incl = 0n;
  let excl = 0n;
  const perLine: number[] = [];
  const vatPerLine: number[] = [];
  const unit = 10n ** BigInt(8 - decimals);
  for (const { quantity, netPrice, vat } of lines) {
    const amount = rounded((scaled(netPrice) * scaled(quantity)) / SCALE, unit);
    const rate = scaled(vat.percentage);
    const gross = vat.type === 'E' ? amount + rounded((amount * rate) / SCALE, unit) : amount;
    const net = vat.type === 'I' ? rounded((amount * SCALE) / (SCALE + rate), unit) : amount;
    incl += gross;
    excl += net;
    perLine.push(toNumber(amount));
    vatPerLine.push(toNumber(gross - net));
  }
  return { incl: toNumber(incl), excl: toNumber(excl), perLine, vatPerLine };
}

function scaled(value: number): bigint {
  const [whole = '0', fraction = ''] = value.toFixed(8).split('.');
  const negative = whole.startsWith('-');
  const digits = BigInt(whole.replace('-', '') + fraction);
  return negative ? -digits : digits;
}

function rounded(value: bigint, unit: bigint): bigint {
  const half = value < 0n ? -(unit / 2n) : unit / 2n;
  return ((value + half) / unit) * unit;
}

function toNumber(value: bigint): number {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(9, '0');
  return Number(`${negative ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`);
}
