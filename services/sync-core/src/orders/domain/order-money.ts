import type {
  AmazonOrderLineV1,
  AmazonOrderUpdatedV1,
  ExactMasterDataPublishedV1,
  MoneyV1,
} from '@connector/contracts';
import { currencyOfStore } from '../../debtors/domain/stores.js';
import { refuse, type Refusal } from './refusal.js';

type Order = Omit<AmazonOrderUpdatedV1, 'personalData'>;

/** A replacement of value 0, of which Amazon may name no amount at all: 0.00 in the currency of its store (domain O6). */
export function withoutMoney(order: Order): Order {
  const nothing = { minorUnits: 0, currency: order.grandTotal?.currency ?? currencyOfStore(order.marketplaceId) };
  return {
    ...order,
    grandTotal: nothing,
    lines: order.lines.map((line) => ({
      ...line,
      unitPrice: nothing,
      proceedsTotal: nothing,
      components: [],
      reportingSchemes: [],
      taxCollections: [],
    })),
  };
}

/** Amounts that are not there, do not add up or are in a currency that the division lacks hold the order (domain M7, C1). */
export function checkMoney(
  order: Order,
  { currencies }: Pick<ExactMasterDataPublishedV1, 'currencies'>,
): Refusal | undefined {
  if (order.grandTotal === undefined) return refuse('money_missing');
  if ((order.deliveryTip?.minorUnits ?? 0) !== 0) return refuse('delivery_tip');
  const { minorUnits, currency } = order.grandTotal;
  const sum = order.lines.reduce((total, line) => total + (line.proceedsTotal?.minorUnits ?? 0), 0);
  if (sum !== minorUnits)
    return refuse('totals_disagree', { grandTotal: String(minorUnits), lines: String(sum), currency });
  const stranger = order.lines.find((line) => amountsOf(line).some((amount) => amount.currency !== currency));
  if (stranger !== undefined) return refuse('amount_unreadable', { line: stranger.orderItemId, currency });
  if (!currencies.some(({ code }) => code === currency)) return refuse('currency_missing', { currency });
  return undefined;
}

function amountsOf({ proceedsTotal, unitPrice, components }: AmazonOrderLineV1): MoneyV1[] {
  const parts = components.flatMap(({ amount, details }) => [amount, ...details.map((detail) => detail.amount)]);
  return [proceedsTotal, unitPrice, ...parts].filter((amount) => amount !== undefined);
}
