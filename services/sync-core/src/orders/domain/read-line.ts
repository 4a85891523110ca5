import { legalRates } from '../../vat/domain/legal-rates.js';
import type { Collector } from '../../vat/domain/tax-collector.js';
import type { ChargedRate } from '../../vat/domain/vat-rule.js';
import { componentNames, share, sumOf, type Components, type LineFigures } from './line-components.js';

/** What a line comes to for the merchant. */
export interface LineReading {
  /** gross of each part, as the buyer was charged; without the tax that Amazon keeps */
  readonly gross: Components;
  readonly rate: ChargedRate;
  /** in words, for the timeline */
  readonly reading: 'nothing computed' | 'tax on top' | 'tax inside';
}

export type ReadingResult =
  | { readonly ok: true; readonly reading: LineReading }
  | {
      readonly ok: false;
      readonly reason: 'amount_unreadable' | 'vat_service_setting_wrong' | 'tax_collector_unknown';
      readonly detail: Record<string, string>;
    };

/** What Amazon's figures mean (domain 6.2, M8 to M11). Tax may stand on top of the components or inside them; a legal rate tells which. */
export function readLine(
  figures: LineFigures,
  collector: Exclude<Collector, { who: 'unknown' }>,
  place: {
    shipTo: string;
    rates: readonly number[];
    usesVatCalculationService: boolean;
    itemRate?: number;
    amazonKeeps?: 'nothing' | 'standard-rate';
  },
): ReadingResult {
  const { components, tax, total, taxByComponent } = figures;
  const base = sumOf(components);
  const said = { S: String(base), T: String(tax), P: String(total), shipTo: place.shipTo };
  if (tax < 0) return { ok: false, reason: 'amount_unreadable', detail: said };
  if (tax === 0) {
    if (total !== base) return { ok: false, reason: 'amount_unreadable', detail: said };
    if (collector.who === 'amazon' && base !== 0) return withoutTaxOfUnknownSize(components, place, said);
    return read(components, place.usesVatCalculationService ? 'none' : 'not-computed', 'nothing computed');
  }
  if (collector.who === 'merchant' && !place.usesVatCalculationService)
    return { ok: false, reason: 'vat_service_setting_wrong', detail: said };
  const parts = Math.max(1, componentNames.filter((name) => components[name] > 0).length);
  // where Amazon says the tax of each component, each is judged by itself
  const fits = (taxOn: (amount: number) => number): boolean =>
    taxByComponent === undefined
      ? Math.abs(tax - taxOn(base)) <= parts
      : componentNames.every((name) => Math.abs(taxByComponent[name] - taxOn(components[name])) <= 1);
  const onTop = fitting(place, (rate) => fits((net) => Math.round((net * rate) / 10_000)));
  const inside = fitting(place, (rate) => fits((gross) => Math.round((gross * rate) / (10_000 + rate))));
  const taxes = taxByComponent ?? share(tax, components);
  if (total === base + tax && onTop !== undefined) {
    return read(collector.who === 'amazon' ? components : plus(components, taxes, 1), onTop, 'tax on top');
  }
  if (total === base && inside !== undefined) {
    const gross = collector.who === 'amazon' ? plus(components, taxes, -1) : components;
    // of a few minor units the tax, rounded up, can be more than the whole: never a negative price (M4)
    if (componentNames.every((name) => gross[name] >= 0)) return read(gross, inside, 'tax inside');
    return { ok: false, reason: 'amount_unreadable', detail: said };
  }
  // where no rate is known nothing can be checked, and nothing need be: what Amazon keeps stands beside the price
  if (total === base + tax && collector.who === 'amazon' && place.rates.length === 0 && base > 0)
    return read(components, Math.round((tax * 10_000) / base), 'tax on top');
  if (total === base && onTop !== undefined && collector.who === 'amazon') return read(components, onTop, 'tax on top');
  return { ok: false, reason: 'amount_unreadable', detail: said };
}

/** Amazon collects and has not said what it keeps; of nothing it keeps nothing. The installation says it for the territory (M8). */
function withoutTaxOfUnknownSize(
  components: Components,
  {
    shipTo,
    amazonKeeps,
    usesVatCalculationService,
  }: { shipTo: string; amazonKeeps?: 'nothing' | 'standard-rate'; usesVatCalculationService: boolean },
  said: Record<string, string>,
): ReadingResult {
  if (amazonKeeps === 'nothing')
    return read(components, usesVatCalculationService ? 'none' : 'not-computed', 'nothing computed');
  const [standard] = legalRates(shipTo);
  if (amazonKeeps === undefined || standard === undefined)
    return { ok: false, reason: 'tax_collector_unknown', detail: said };
  const base = sumOf(components);
  const kept = share(Math.round((base * standard) / (10_000 + standard)), components);
  return read(plus(components, kept, -1), standard, 'tax inside');
}

/** Several rates fit small amounts: the item's own if it is among them, else the highest (domain M9). */
function fitting(
  { rates, itemRate }: { rates: readonly number[]; itemRate?: number },
  fits: (rate: number) => boolean,
): number | undefined {
  const found = rates.filter(fits);
  if (itemRate !== undefined && found.includes(itemRate)) return itemRate;
  return found.length === 0 ? undefined : Math.max(...found);
}

function plus(components: Components, taxes: Components, sign: 1 | -1): Components {
  return {
    item: components.item + sign * taxes.item,
    shipping: components.shipping + sign * taxes.shipping,
    giftWrap: components.giftWrap + sign * taxes.giftWrap,
    surcharge: components.surcharge + sign * taxes.surcharge,
  };
}

function read(gross: Components, rate: ChargedRate, reading: LineReading['reading']): ReadingResult {
  return { ok: true, reading: { gross, rate, reading } };
}
