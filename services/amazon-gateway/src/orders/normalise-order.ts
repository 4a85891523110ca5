import { createHash } from 'node:crypto';
import type {
  AmazonOrderLineV1,
  AmazonOrderPersonalDataV1,
  AmazonOrderUpdatedV1,
  AmazonProceedsComponentV1,
} from '@connector/contracts';
import { present } from '../present.js';
import { IncompleteAnswer, read, type Json } from '../selling-partner-api/answer-reader.js';
import { moneyOf, piecesOf, requiredMoney, UnreadableFigure } from '../selling-partner-api/figures.js';
import { countryOf, personalDataOf } from './normalise-personal-data.js';

/** An order in our words, its personal data apart. */
export interface NormalisedOrder {
  readonly order: Omit<AmazonOrderUpdatedV1, 'personalData' | 'withheld'>;
  readonly personalData: AmazonOrderPersonalDataV1;
  /** the figure that could not be read; the order has no money then */
  readonly unreadable?: string;
}

type Content = Omit<AmazonOrderUpdatedV1, 'personalData' | 'withheld' | 'contentHash'>;

/**
 * Translates an order of Orders API 2026-01-01. Amounts become integer minor units, ids stay texts, unknown values are kept.
 * Where one figure cannot be read the order goes out without any: sync-core holds it for a person, and no sum is believed
 * that lacks a part.
 * @throws IncompleteAnswer when the order lacks what no order lacks
 */
export function normaliseOrder(raw: Json): NormalisedOrder {
  const personalData = personalDataOf(raw);
  const hashed = (content: Content): NormalisedOrder => {
    const contentHash = createHash('sha256')
      .update(JSON.stringify([content, personalData]))
      .digest('hex');
    return { order: { ...content, contentHash }, personalData };
  };
  try {
    return hashed(contentOf(raw, personalData, true));
  } catch (thrown) {
    if (!(thrown instanceof UnreadableFigure)) throw thrown;
    return { ...hashed(contentOf(raw, personalData, false)), unreadable: thrown.message };
  }
}

function contentOf(raw: Json, personalData: AmazonOrderPersonalDataV1, withFigures: boolean): Content {
  const fulfillment = read.object(raw['fulfillment']);
  const channel = read.object(raw['salesChannel']);
  const proceeds = read.object(raw['proceeds']);
  if (!Array.isArray(raw['orderItems'])) throw new IncompleteAnswer('orderItems');
  return {
    amazonOrderId: read.required(raw['orderId'], 'orderId'),
    createdTime: read.required(read.time(raw['createdTime']), 'createdTime'),
    lastUpdatedTime: read.required(read.time(raw['lastUpdatedTime']), 'lastUpdatedTime'),
    salesChannel: read.text(channel['channelName']) ?? 'UNKNOWN',
    programs: read.texts(raw['programs']),
    associatedOrders: read.list(raw['associatedOrders']).map((other) => ({
      orderId: read.required(other['orderId'], 'associatedOrders.orderId'),
      associationType: read.text(other['associationType']) ?? 'UNKNOWN',
    })),
    lines: read.list(raw['orderItems']).map((line) => lineOf(line, withFigures)),
    ...present({
      marketplaceId: read.text(channel['marketplaceId']),
      fulfillmentStatus: read.text(fulfillment['fulfillmentStatus']),
      fulfilledBy: read.text(fulfillment['fulfilledBy']),
      latestShipTime: read.time(read.object(fulfillment['shipByWindow'])['latestDateTime']),
      latestDeliveryTime: read.time(read.object(fulfillment['deliverByWindow'])['latestDateTime']),
      shipToCountry: countryOf(personalData),
    }),
    ...(withFigures ? totalsOf(proceeds) : {}),
  };
}

/** The order's total, and the tip that stands in it and in no item (domain M7). */
function totalsOf(proceeds: Json): Pick<Content, 'grandTotal' | 'deliveryTip'> {
  const tip = read.list(proceeds['breakdowns']).find((part) => part['type'] === 'DELIVERY_TIP');
  return present({
    grandTotal: moneyOf(proceeds['grandTotal'], 'grandTotal'),
    deliveryTip: tip === undefined ? undefined : requiredMoney(tip['subtotal'], 'deliveryTip'),
  });
}

function lineOf(raw: Json, withFigures: boolean): AmazonOrderLineV1 {
  const product = read.object(raw['product']);
  const cancellation = read.object(raw['cancellation']);
  const tax = read.object(raw['tax']);
  return {
    orderItemId: read.required(raw['orderItemId'], 'orderItemId'),
    reportingSchemes: read
      .list(tax['taxCalculationBreakdowns'])
      .flatMap((part) => read.text(part['reportingScheme']) ?? []),
    taxCollections: read
      .list(tax['taxCollections'])
      .map((part) =>
        present({ model: read.text(part['model']), responsibleParty: read.text(part['responsibleParty']) }),
      ),
    ...present({
      sku: read.text(product['sellerSku']),
      asin: read.text(product['asin']),
      title: read.text(product['title']),
      cancellationRequestedBy: read.text(read.object(cancellation['cancellationRequest'])['requester']),
      cancelledBy: read.text(read.object(cancellation['cancellationExecution'])['cancelledBy']),
    }),
    ...(withFigures ? figuresOf(raw) : { quantityOrdered: 0, components: [] }),
  };
}

type Figures = Pick<
  AmazonOrderLineV1,
  'quantityOrdered' | 'components' | 'quantityFulfilled' | 'quantityUnfulfilled' | 'unitPrice' | 'proceedsTotal'
>;

function figuresOf(raw: Json): Figures {
  const proceeds = read.object(raw['proceeds']);
  const fulfillment = read.object(raw['fulfillment']);
  const quantityOrdered = piecesOf(raw['quantityOrdered'], 'quantityOrdered');
  if (quantityOrdered === undefined) throw new UnreadableFigure('quantityOrdered');
  return {
    quantityOrdered,
    components: listOf(proceeds['breakdowns'], 'breakdowns').map(componentOf),
    ...present({
      quantityFulfilled: piecesOf(fulfillment['quantityFulfilled'], 'quantityFulfilled'),
      quantityUnfulfilled: piecesOf(fulfillment['quantityUnfulfilled'], 'quantityUnfulfilled'),
      unitPrice: moneyOf(read.object(read.object(raw['product'])['price'])['unitPrice'], 'unitPrice'),
      proceedsTotal: moneyOf(proceeds['proceedsTotal'], 'proceedsTotal'),
    }),
  };
}

function componentOf(part: Json): AmazonProceedsComponentV1 {
  return {
    type: read.text(part['type']) ?? 'UNKNOWN',
    amount: requiredMoney(part['subtotal'], 'breakdowns.subtotal'),
    details: listOf(part['detailedBreakdowns'], 'detailedBreakdowns').flatMap((detail) => {
      const amount = moneyOf(detail['value'], 'detailedBreakdowns.value');
      return amount === undefined ? [] : [{ subtype: read.text(detail['subtype']) ?? 'UNKNOWN', amount }];
    }),
  };
}

/** A list that may be absent. @throws UnreadableFigure when it is something else */
function listOf(raw: unknown, field: string): Json[] {
  if (raw !== undefined && raw !== null && !Array.isArray(raw)) throw new UnreadableFigure(field);
  return read.list(raw);
}
