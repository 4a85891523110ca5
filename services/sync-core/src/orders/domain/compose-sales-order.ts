import type { AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';
import { codeLines, type CodedLine, type CompositionFacts } from './code-order-lines.js';
import { isFreeReplacement, isFulfilledByAmazon, isKnownChannel } from './judge-order.js';
import { figuresOf, sumOf, type ComponentName } from './line-components.js';
import { netPrices } from './net-price.js';
import { dateIn } from './order-date.js';
import { checkMoney, withoutMoney } from './order-money.js';
import { refuse, type Refusal } from './refusal.js';
import { remarksOf } from './remarks.js';
import { splitPrice, type PricedPieces } from './split-price.js';

type Order = Omit<AmazonOrderUpdatedV1, 'personalData'>;
export type { CompositionFacts } from './code-order-lines.js';
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
  /** the same total by VAT code, services included */
  readonly grossByVatCode: Readonly<Record<string, number>>;
  /** which VAT rule gave which code, for the timeline */
  readonly why: string;
}

export type CompositionResult = { readonly ok: true; readonly order: ComposedOrder } | Refusal;

const SERVICE_TEXTS: Readonly<Record<Service, string>> = {
  shipping: 'Verzendkosten',
  giftWrap: 'Cadeauverpakking',
  surcharge: 'Toeslag',
};

/** Composes the sales order of a paid Amazon order, or says why a person must look (manual chapter 6; domain O3 to O5, chapter 6.1 to 6.3). */
export function composeSalesOrder(
  told: Order,
  personal: AmazonOrderPersonalDataV1 | undefined,
  installation: Installation,
  facts: CompositionFacts,
): CompositionResult {
  if (!isKnownChannel(told)) return refuse('unknown_channel', { fulfilledBy: told.fulfilledBy ?? '-' });
  const order = isFreeReplacement(told) ? withoutMoney(told) : told;
  const money = checkMoney(order, facts.division);
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
      expectedTotal: coded.lines.reduce((total, { gross }) => total + sumOf(gross), 0),
      lines,
      grossByVatCode: grossByVatCode(coded.lines),
      why: [...new Set(coded.why)].join('; '),
      ...(order.latestShipTime === undefined
        ? {}
        : { deliveryDate: dateIn(installation.timeZone, order.latestShipTime) }),
      ...(warehouse === undefined ? {} : { warehouse }),
      ...(remarks === undefined ? {} : { remarks }),
    },
  };
}

function grossByVatCode(lines: readonly CodedLine[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { vatCode, gross } of lines) sums[vatCode] = (sums[vatCode] ?? 0) + sumOf(gross);
  return sums;
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
