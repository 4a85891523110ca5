import {
  exactLengths,
  type AmazonOrderPersonalDataV1,
  type AmazonOrderUpdatedV1,
  type ExactMasterDataPublishedV1,
} from '@connector/contracts';
import { cutText } from '../../debtors/domain/cut-text.js';
import type { Installation } from '../../installation/domain/installation.js';
import { destinationOf } from '../../vat/domain/destination.js';
import { findVatRule, missingRule } from '../../vat/domain/find-vat-rule.js';
import type { VatInputs } from '../../vat/domain/vat-rule.js';
import { isFreeReplacement, isFulfilledByAmazon } from './judge-order.js';
import type { Components } from './line-components.js';
import { readOrderLines } from './read-order-lines.js';
import { refuse, type Refusal } from './refusal.js';

type Order = Omit<AmazonOrderUpdatedV1, 'personalData'>;

/** What must be known of Exact. */
export interface CompositionFacts {
  readonly division: Pick<ExactMasterDataPublishedV1, 'vatCodes' | 'currencies'>;
  /** the VAT code of the item of an Amazon line; undefined while it has none */
  readonly itemVatCode: (orderItemId: string) => string | undefined;
  /** pieces of the item that one piece of the line is; 1 unless a person said otherwise (domain I12) */
  readonly piecesEach?: (orderItemId: string) => number;
  readonly buyerHasVatNumber: boolean;
  /** VAT territory of the destination where it is known already; else it is that of the address */
  readonly shipTo?: string;
}

/** An Amazon line with what it comes to and the VAT code that it is booked with. */
export interface CodedLine {
  readonly orderItemId: string;
  readonly title: string;
  readonly quantity: number;
  readonly gross: Components;
  readonly vatCode: string;
}

/** Gives each line its VAT code by the table (domain 6.3), or says which rule is missing. */
export function codeLines(
  order: Order,
  personal: AmazonOrderPersonalDataV1 | undefined,
  installation: Installation,
  facts: CompositionFacts,
): { ok: true; lines: CodedLine[]; why: string[] } | Refusal {
  const { shipFromCountry, amazonShipFromCountry, usesVatCalculationService, vatTable, uossCollector } = installation;
  const { vatCodes } = facts.division;
  const common = {
    shipTo: facts.shipTo ?? destinationOf(order, personal, shipFromCountry),
    shipFrom: isFulfilledByAmazon(order) ? (amazonShipFromCountry ?? 'unknown') : shipFromCountry,
    buyer: facts.buyerHasVatNumber ? 'business' : 'consumer',
    invoiceByAmazon: order.programs.includes('INVOICE_BY_AMAZON'),
  } as const;
  const itemCodeOf = (orderItemId: string): string => facts.itemVatCode(orderItemId) ?? installation.itemVatCode;
  const amazonKeeps = installation.amazonKeeps[common.shipTo];
  const understood = readOrderLines(order, {
    ...(uossCollector === undefined ? {} : { uossCollector }),
    ...(amazonKeeps === undefined ? {} : { amazonKeeps }),
    inputs: common,
    vatTable,
    usesVatCalculationService,
    itemCodeOf,
    percentageOf: (vatCode) => vatCodes.find(({ code }) => code === vatCode)?.percentageBasisPoints,
  });
  if (!understood.ok) return understood;
  const free = isFreeReplacement(order);
  const lines: CodedLine[] = [];
  const why: string[] = [];
  for (const { line, quantity, reading, taxation } of understood.lines) {
    const { collector, rate } = taxation;
    const itemCode = itemCodeOf(line.orderItemId);
    const inputs: VatInputs = { ...common, rate, collector: collector.who, scheme: collector.scheme, itemCode };
    const rule = free ? { name: 'replacement without value', code: 'item' } : findVatRule(vatTable, inputs);
    if (rule === undefined) return refuse('no_vat_rule', missingRule(inputs));
    const vatCode = rule.code === 'item' ? itemCode : rule.code;
    const vat = vatCodes.find(({ code, isBlocked }) => code === vatCode && !isBlocked);
    if (vat === undefined) return refuse('exact_bad_reference', { vatCode });
    if (vat.onEuSalesList && !facts.buyerHasVatNumber) return refuse('vat_number_needed', { vatCode });
    why.push(`${vatCode}: ${rule.name} (${reading.reading})`);
    const title = line.title?.trim() ?? '';
    lines.push({
      orderItemId: line.orderItemId,
      title: cutText(
        title === '' ? (line.sku ?? line.asin ?? line.orderItemId) : title,
        exactLengths.orderLineDescription,
      ),
      quantity: quantity * (facts.piecesEach?.(line.orderItemId) ?? 1),
      gross: reading.gross,
      vatCode,
    });
  }
  return { ok: true, lines, why };
}
