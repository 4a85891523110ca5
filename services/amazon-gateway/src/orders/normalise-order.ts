import { createHash } from 'node:crypto';
import type {
  AmazonAddressV1,
  AmazonOrderLineV1,
  AmazonOrderPersonalDataV1,
  AmazonOrderUpdatedV1,
  MoneyV1,
} from '@connector/contracts';
import { moneyFromDecimal } from '@connector/money';
import { read, type Json } from '../selling-partner-api/answer-reader.js';

/** An order in our words, its personal data apart. */
export interface NormalisedOrder {
  readonly order: Omit<AmazonOrderUpdatedV1, 'personalData' | 'withheld'>;
  readonly personalData: AmazonOrderPersonalDataV1;
}

/**
 * Translates an order of Orders API 2026-01-01. Amounts become integer minor units, ids stay texts, unknown values are kept.
 * @throws TransientFailure when the order lacks what no order lacks
 */
export function normaliseOrder(raw: Json): NormalisedOrder {
  const fulfillment = read.object(raw['fulfillment']);
  const channel = read.object(raw['salesChannel']);
  const proceeds = read.object(raw['proceeds']);
  const lines = read.list(raw['orderItems']);
  const personalData = personalDataOf(raw, lines);
  const content = {
    amazonOrderId: read.required(raw['orderId'], 'orderId'),
    createdTime: read.required(read.time(raw['createdTime']), 'createdTime'),
    lastUpdatedTime: read.required(read.time(raw['lastUpdatedTime']), 'lastUpdatedTime'),
    salesChannel: read.text(channel['channelName']) ?? 'UNKNOWN',
    programs: read.texts(raw['programs']),
    associatedOrders: read.list(raw['associatedOrders']).map((other) => ({
      orderId: read.required(other['orderId'], 'associatedOrders.orderId'),
      associationType: read.text(other['associationType']) ?? 'UNKNOWN',
    })),
    lines: lines.map(lineOf),
    ...present({
      marketplaceId: read.text(channel['marketplaceId']),
      fulfillmentStatus: read.text(fulfillment['fulfillmentStatus']),
      fulfilledBy: read.text(fulfillment['fulfilledBy']),
      latestShipTime: read.time(read.object(fulfillment['shipByWindow'])['latestDateTime']),
      latestDeliveryTime: read.time(read.object(fulfillment['deliverByWindow'])['latestDateTime']),
      grandTotal: moneyOf(proceeds['grandTotal']),
      deliveryTip: tipOf(proceeds),
      shipToCountry: countryOf(personalData),
    }),
  };
  const contentHash = createHash('sha256')
    .update(JSON.stringify([content, personalData]))
    .digest('hex');
  return { order: { ...content, contentHash }, personalData };
}

function lineOf(raw: Json): AmazonOrderLineV1 {
  const product = read.object(raw['product']);
  const proceeds = read.object(raw['proceeds']);
  const cancellation = read.object(raw['cancellation']);
  const fulfillment = read.object(raw['fulfillment']);
  const tax = read.object(raw['tax']);
  return {
    orderItemId: read.required(raw['orderItemId'], 'orderItemId'),
    quantityOrdered: read.integer(raw['quantityOrdered']) ?? 0,
    components: read.list(proceeds['breakdowns']).flatMap((part) => {
      const amount = moneyOf(part['subtotal']);
      if (amount === undefined) return [];
      const details = read.list(part['detailedBreakdowns']).flatMap((detail) => {
        const value = moneyOf(detail['value']);
        return value === undefined ? [] : [{ subtype: read.text(detail['subtype']) ?? 'UNKNOWN', amount: value }];
      });
      return [{ type: read.text(part['type']) ?? 'UNKNOWN', amount, details }];
    }),
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
      quantityFulfilled: read.integer(fulfillment['quantityFulfilled']),
      quantityUnfulfilled: read.integer(fulfillment['quantityUnfulfilled']),
      cancellationRequestedBy: read.text(read.object(cancellation['cancellationRequest'])['requester']),
      cancelledBy: read.text(read.object(cancellation['cancellationExecution'])['cancelledBy']),
      unitPrice: moneyOf(read.object(product['price'])['unitPrice']),
      proceedsTotal: moneyOf(proceeds['proceedsTotal']),
    }),
  };
}

function personalDataOf(raw: Json, lines: readonly Json[]): AmazonOrderPersonalDataV1 {
  const buyer = read.object(raw['buyer']);
  const recipient = read.object(raw['recipient']);
  const registration = read
    .list(read.object(raw['tax'])['taxRegistrations'])
    .find((entry) => entry['entityType'] === 'BUYER');
  const address = addressOf(recipient['deliveryAddress']);
  return {
    giftMessages: lines.flatMap((line) => {
      const gift = read.object(read.object(read.object(line['fulfillment'])['packing'])['giftOption']);
      const message = read.text(gift['giftMessage']);
      return message === undefined ? [] : [{ orderItemId: read.required(line['orderItemId'], 'orderItemId'), message }];
    }),
    ...present({
      buyerName: read.text(buyer['buyerName']),
      buyerEmail: read.text(buyer['buyerEmail']),
      buyerCompanyName: read.text(buyer['buyerCompanyName']),
      purchaseOrderNumber: read.text(buyer['buyerPurchaseOrderNumber']),
      deliveryAddress: address,
      deliveryInstructions: read.text(read.object(recipient['deliveryPreference'])['dropOffLocation']),
      taxRegistration:
        registration === undefined
          ? undefined
          : present({
              legalName: read.text(registration['legalName']),
              type: read.text(registration['taxRegistrationType']),
              number: read.text(registration['taxRegistrationNumber']),
              address: addressOf(registration['taxRegistrationAddress']),
            }),
    }),
  };
}

function addressOf(raw: unknown): AmazonAddressV1 | undefined {
  const from = read.object(raw);
  const address = present({
    name: read.text(from['name']),
    companyName: read.text(from['companyName']),
    addressLine1: read.text(from['addressLine1']),
    addressLine2: read.text(from['addressLine2']),
    addressLine3: read.text(from['addressLine3']),
    city: read.text(from['city']),
    stateOrRegion: read.text(from['stateOrRegion']),
    postalCode: read.text(from['postalCode']),
    countryCode: read.text(from['countryCode'])?.toUpperCase(),
    phone: read.text(from['phone']),
    addressType: read.text(from['addressType']),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

function countryOf({ deliveryAddress }: AmazonOrderPersonalDataV1): string | undefined {
  const country = deliveryAddress?.countryCode;
  return country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined;
}

function moneyOf(raw: unknown): MoneyV1 | undefined {
  const { amount, currencyCode } = read.object(raw);
  const text = typeof amount === 'string' ? amount : undefined;
  const currency = read.text(currencyCode);
  return text === undefined || currency === undefined ? undefined : moneyFromDecimal(text, currency);
}

/** A tip stands in the order's total and in no item (domain M7). */
function tipOf(proceeds: Json): MoneyV1 | undefined {
  return moneyOf(read.list(proceeds['breakdowns']).find((part) => part['type'] === 'DELIVERY_TIP')?.['subtotal']);
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The object without its fields that are undefined. */
function present<T extends object>(from: T): Present<T> {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as Present<T>;
}
