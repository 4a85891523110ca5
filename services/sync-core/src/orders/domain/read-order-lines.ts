import type { AmazonOrderLineV1, AmazonOrderUpdatedV1, ReasonCode } from '@connector/contracts';
import { possibleRates } from '../../vat/domain/find-vat-rule.js';
import { collectorOf } from '../../vat/domain/tax-collector.js';
import type { VatInputs, VatRule } from '../../vat/domain/vat-rule.js';
import { figuresOf } from './line-components.js';
import { quantityOf } from './line-quantity.js';
import { readLine, type LineReading } from './read-line.js';
import { isSilent, taxationOfSilent, type Taxation } from './silent-line.js';

/** An Amazon line that is understood: pieces, amounts, and who collects which rate. */
export interface UnderstoodLine {
  readonly line: AmazonOrderLineV1;
  readonly quantity: number;
  readonly reading: LineReading;
  readonly taxation: Taxation;
  readonly isSilent: boolean;
  /** rate of the item's own VAT code */
  readonly itemRate?: number;
}

/** What is the same for all lines of an order, and what is known of their items. */
export interface ReadingPlace {
  readonly inputs: Pick<VatInputs, 'shipTo' | 'shipFrom' | 'buyer' | 'invoiceByAmazon'>;
  readonly vatTable: readonly VatRule[];
  readonly usesVatCalculationService: boolean;
  readonly uossCollector?: 'merchant' | 'amazon';
  /** what the installation says of this destination */
  readonly amazonKeeps?: 'nothing' | 'standard-rate';
  readonly itemCodeOf: (orderItemId: string) => string;
  readonly percentageOf: (vatCode: string) => number | undefined;
}

interface Misunderstood {
  readonly ok: false;
  readonly reason: ReasonCode;
  readonly detail: Record<string, string>;
}

/** Reads every line of an order; a line that says nothing about its rate takes it from the others (domain M12). */
export function readOrderLines(
  order: Pick<AmazonOrderUpdatedV1, 'lines'>,
  place: ReadingPlace,
): { readonly ok: true; readonly lines: UnderstoodLine[] } | Misunderstood {
  const lines: UnderstoodLine[] = [];
  for (const line of order.lines) {
    const result = understand(line, place);
    if (!result.ok) return { ...result, detail: { line: line.orderItemId, ...result.detail } };
    lines.push(result.line);
  }
  const telling = lines.filter((line) => !line.isSilent).map(({ taxation }) => taxation);
  return {
    ok: true,
    lines: lines.map((line) => {
      if (!line.isSilent) return line;
      const { itemRate, taxation } = line;
      const own = { shipTo: place.inputs.shipTo, ...(itemRate === undefined ? {} : { itemRate }) };
      return { ...line, taxation: taxationOfSilent(telling, taxation.collector, own) };
    }),
  };
}

function understand(
  line: AmazonOrderLineV1,
  place: ReadingPlace,
): { readonly ok: true; readonly line: UnderstoodLine } | Misunderstood {
  const quantity = quantityOf(line);
  if (!quantity.ok) return { ...quantity, detail: {} };
  const collector = collectorOf(line, place.uossCollector);
  if (collector.who === 'unknown')
    return {
      ok: false,
      reason: 'tax_collector_unknown',
      detail: { what: collector.what, shipTo: place.inputs.shipTo },
    };
  const found = figuresOf(line);
  if (!found.ok) return { ok: false, reason: found.reason, detail: { what: found.what } };
  const { figures } = found;
  const { shipTo } = place.inputs;
  const itemCode = place.itemCodeOf(line.orderItemId);
  const percentage = place.percentageOf(itemCode);
  const itemRate = percentage === undefined ? {} : { itemRate: percentage };
  const understood = { line, quantity: quantity.quantity, ...itemRate };
  if (place.usesVatCalculationService && isSilent(figures, shipTo)) {
    const reading = { gross: figures.components, rate: 'none', reading: 'nothing computed' } as const;
    return { ok: true, line: { ...understood, reading, taxation: { collector, rate: 'none' }, isSilent: true } };
  }
  const inputs = { ...place.inputs, collector: collector.who, scheme: collector.scheme, itemCode };
  const result = readLine(figures, collector, {
    shipTo,
    rates: possibleRates(place.vatTable, inputs),
    usesVatCalculationService: place.usesVatCalculationService,
    ...itemRate,
    ...(place.amazonKeeps === undefined ? {} : { amazonKeeps: place.amazonKeeps }),
  });
  if (!result.ok) return result;
  const { reading } = result;
  return { ok: true, line: { ...understood, reading, taxation: { collector, rate: reading.rate }, isSilent: false } };
}
