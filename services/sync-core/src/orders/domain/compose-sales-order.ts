import type {
  AmazonOrderLineV1,
  AmazonOrderPersonalDataV1,
  AmazonOrderUpdatedV1,
  ExactMasterDataPublishedV1,
  MoneyV1,
  ReasonCode,
} from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';
import { cutText } from '../../debtors/domain/cut-text.js';
import { countryOfStore } from '../../debtors/domain/stores.js';
import { findVatRule, missingRule } from '../../vat/domain/find-vat-rule.js';
import { territoryOf } from '../../vat/domain/territory.js';
import type { VatInputs } from '../../vat/domain/vat-rule.js';
import { isFreeReplacement, isFulfilledByAmazon } from './judge-order.js';
import { figuresOf, type ComponentName, type Components } from './line-components.js';
import { netPrices } from './net-price.js';
import { dateIn } from './order-date.js';
import { readOrderLines } from './read-order-lines.js';
import { remarksOf } from './remarks.js';
import { splitPrice, type PricedPieces } from './split-price.js';

type Order = Omit<AmazonOrderUpdatedV1, 'personalData'>;
export type Service = Exclude<ComponentName, 'item'>;

/** One line of the sales order; its item is not yet a record of Exact. */
export interface ComposedLine {
  /** the Amazon line whose item it is, or the service item */
  readonly of: { readonly orderItemId: string } | { readonly service: Service };
  readonly description: string;
  readonly quantity: number;
  /** decimal; gross or net as the VAT code's type says */
  readonly netPrice: string;
  readonly vatCode: string;
}

/** A sales order that comes to the cent to what the buyer was charged. */
export interface ComposedOrder {
  readonly orderDate: string;
  readonly deliveryDate?: string;
  readonly currency: string;
  /** code of the warehouse; absent: Exact's default */
  readonly warehouse?: string;
  readonly remarks?: string;
  /** incl. VAT, in minor units */
  readonly expectedTotal: number;
  readonly lines: readonly ComposedLine[];
  /** which VAT rule gave which code, for the timeline */
  readonly why: string;
}

export type CompositionResult = { readonly ok: true; readonly order: ComposedOrder } | Refusal;

interface Refusal {
  readonly ok: false;
  readonly reason: ReasonCode;
  readonly detail: Record<string, string>;
}

/** What must be known of Exact. */
export interface CompositionFacts {
  readonly division: Pick<ExactMasterDataPublishedV1, 'vatCodes' | 'currencies'>;
  /** the VAT code of the item of an Amazon line; undefined while it has none */
  readonly itemVatCode: (orderItemId: string) => string | undefined;
  readonly buyerHasVatNumber: boolean;
}

interface CodedLine {
  readonly orderItemId: string;
  readonly title: string;
  readonly quantity: number;
  readonly gross: Components;
  readonly vatCode: string;
}

const refuse = (reason: ReasonCode, detail: Record<string, string> = {}): Refusal => ({
  ok: false,
  reason,
  detail,
});

const SERVICE_TEXTS: Readonly<Record<Service, string>> = {
  shipping: 'Verzendkosten',
  giftWrap: 'Cadeauverpakking',
  surcharge: 'Toeslag',
};

/** Composes the sales order of a paid Amazon order, or says why a person must look (manual chapter 6; domain O3 to O5, chapter 6.1 to 6.3). */
export function composeSalesOrder(
  order: Order,
  personal: AmazonOrderPersonalDataV1 | undefined,
  installation: Installation,
  facts: CompositionFacts,
): CompositionResult {
  const money = checkMoney(order, facts);
  if (money !== undefined) return money;
  const currency = order.grandTotal!.currency;
  const coded = codeLines(order, personal, installation, facts);
  if (!coded.ok) return coded;
  const lines: ComposedLine[] = [];
  for (const line of coded.lines) {
    if (line.quantity === 0) continue;
    const prices = pricesFor(line.gross.item, line.quantity, currency, line.vatCode, facts);
    if (prices === undefined) return refuse('net_price_not_exact', { vatCode: line.vatCode });
    lines.push(
      ...prices.map(({ quantity, price }) => ({
        of: { orderItemId: line.orderItemId },
        description: line.title,
        quantity,
        netPrice: price,
        vatCode: line.vatCode,
      })),
    );
  }
  for (const { service, vatCode, gross } of services(coded.lines)) {
    const prices = pricesFor(gross, 1, currency, vatCode, facts);
    if (prices === undefined) return refuse('net_price_not_exact', { vatCode });
    lines.push({
      of: { service },
      description: SERVICE_TEXTS[service],
      quantity: 1,
      netPrice: prices[0]!.price,
      vatCode,
    });
  }
  if (lines.length === 0) return refuse('no_lines');
  const remarks = remarksOf(personal, (id) => order.lines.find((line) => line.orderItemId === id)?.sku);
  const warehouse = isFulfilledByAmazon(order)
    ? installation.amazonOrderWarehouse
    : installation.merchantOrderWarehouse;
  return {
    ok: true,
    order: {
      orderDate: dateIn(installation.timeZone, order.createdTime),
      currency,
      expectedTotal: coded.lines.reduce(
        (total, { gross }) => total + gross.item + gross.shipping + gross.giftWrap + gross.surcharge,
        0,
      ),
      lines,
      why: [...new Set(coded.why)].join('; '),
      ...(order.latestShipTime === undefined
        ? {}
        : { deliveryDate: dateIn(installation.timeZone, order.latestShipTime) }),
      ...(warehouse === undefined ? {} : { warehouse }),
      ...(remarks === undefined ? {} : { remarks }),
    },
  };
}

/** Which service items the order will need, before anything is known of Exact (domain I9). */
export function servicesNeeded(order: Pick<Order, 'lines'>): Service[] {
  const found = order.lines.flatMap((line) => {
    const result = figuresOf(line);
    return result.ok
      ? (['shipping', 'giftWrap', 'surcharge'] as const).filter((name) => result.figures.components[name] > 0)
      : [];
  });
  return [...new Set(found)];
}

function checkMoney(order: Order, facts: CompositionFacts): Refusal | undefined {
  if (order.grandTotal === undefined) return refuse('money_missing');
  if ((order.deliveryTip?.minorUnits ?? 0) !== 0) return refuse('delivery_tip');
  const { minorUnits, currency } = order.grandTotal;
  const sum = order.lines.reduce((total, line) => total + (line.proceedsTotal?.minorUnits ?? 0), 0);
  if (sum !== minorUnits)
    return refuse('totals_disagree', { grandTotal: String(minorUnits), lines: String(sum), currency });
  const stranger = order.lines.find((line) => amountsOf(line).some((amount) => amount.currency !== currency));
  if (stranger !== undefined) return refuse('amount_unreadable', { line: stranger.orderItemId, currency });
  if (!facts.division.currencies.some(({ code }) => code === currency)) return refuse('currency_missing', { currency });
  return undefined;
}

function amountsOf({ proceedsTotal, unitPrice, components }: AmazonOrderLineV1): MoneyV1[] {
  const parts = components.flatMap(({ amount, details }) => [amount, ...details.map((detail) => detail.amount)]);
  return [proceedsTotal, unitPrice, ...parts].filter((amount) => amount !== undefined);
}

function codeLines(
  order: Order,
  personal: AmazonOrderPersonalDataV1 | undefined,
  installation: Installation,
  facts: CompositionFacts,
): { ok: true; lines: CodedLine[]; why: string[] } | Refusal {
  const { shipFromCountry, amazonShipFromCountry, usesVatCalculationService, vatTable } = installation;
  const { vatCodes } = facts.division;
  // without an address it is the country of the store (D2)
  const country = order.shipToCountry ?? countryOfStore(order.marketplaceId) ?? shipFromCountry;
  const common = {
    shipTo: territoryOf(country, personal?.deliveryAddress?.postalCode),
    shipFrom: isFulfilledByAmazon(order) ? (amazonShipFromCountry ?? 'unknown') : shipFromCountry,
    buyer: facts.buyerHasVatNumber ? 'business' : 'consumer',
    invoiceByAmazon: order.programs.includes('INVOICE_BY_AMAZON'),
  } as const;
  const itemCodeOf = (orderItemId: string): string => facts.itemVatCode(orderItemId) ?? installation.itemVatCode;
  const understood = readOrderLines(order, {
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
      title: cutText(title === '' ? (line.sku ?? line.asin ?? line.orderItemId) : title, 60),
      quantity,
      gross: reading.gross,
      vatCode,
    });
  }
  return { ok: true, lines, why };
}

function pricesFor(
  gross: number,
  quantity: number,
  currency: string,
  vatCode: string,
  facts: CompositionFacts,
): PricedPieces[] | undefined {
  const vat = facts.division.vatCodes.find(({ code }) => code === vatCode);
  if (vat?.type !== 'E') return splitPrice(gross, quantity, currency);
  const priceDecimals = facts.division.currencies.find(({ code }) => code === currency)?.priceDecimals ?? 2;
  return netPrices(gross, quantity, currency, vat.percentageBasisPoints, priceDecimals);
}

/** One line per service item and VAT code; none of 0.00 (domain O4, T3). */
function services(lines: readonly CodedLine[]): { service: Service; vatCode: string; gross: number }[] {
  const sums = new Map<string, { service: Service; vatCode: string; gross: number }>();
  for (const service of ['shipping', 'giftWrap', 'surcharge'] as const) {
    for (const { vatCode, gross } of lines) {
      if (gross[service] === 0) continue;
      const key = `${service} ${vatCode}`;
      const before = sums.get(key)?.gross ?? 0;
      sums.set(key, { service, vatCode, gross: before + gross[service] });
    }
  }
  return [...sums.values()];
}
