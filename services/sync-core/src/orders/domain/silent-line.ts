import { legalRates } from '../../vat/domain/legal-rates.js';
import type { Collector } from '../../vat/domain/tax-collector.js';
import type { ChargedRate } from '../../vat/domain/vat-rule.js';
import { sumOf, type LineFigures } from './line-components.js';

/** Who collects the VAT of a line, and at which rate. */
export interface Taxation {
  readonly collector: Exclude<Collector, { who: 'unknown' }>;
  readonly rate: ChargedRate;
}

/**
 * Whether a line says nothing about its rate (domain M12): it is 0.00, or so small that its tax rounds to 0 at every legal rate
 * of the destination. Only where Amazon's VAT service is used: without it no line says anything.
 */
export function isSilent({ components, tax, total }: LineFigures, shipTo: string): boolean {
  const base = sumOf(components);
  if (tax !== 0 || total !== base) return false;
  const rates = legalRates(shipTo);
  return base === 0 || (rates.length > 0 && rates.every((rate) => Math.round((base * rate) / 10_000) === 0));
}

/**
 * What a silent line takes (domain M12): rate and collector of the order's line with the highest rate; alone, the rate of the
 * item's own code where it is legal, else the standard rate of the destination.
 */
export function taxationOfSilent(
  others: readonly Taxation[],
  own: Taxation['collector'],
  place: { shipTo: string; itemRate?: number },
): Taxation {
  const [highest] = [...others].sort((a, b) => heightOf(b) - heightOf(a));
  if (highest !== undefined) return highest;
  const rates = legalRates(place.shipTo);
  const rate = place.itemRate !== undefined && rates.includes(place.itemRate) ? place.itemRate : rates[0];
  return { collector: own, rate: rate ?? 'none' };
}

const heightOf = ({ rate }: Taxation): number => (typeof rate === 'number' ? rate : 0);
