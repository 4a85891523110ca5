import type { AmazonAddressV1, AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { present } from '../present.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';

/** What is personal in an order of Orders API 2026-01-01 (amazon-sp-api 5.7); any part may be missing. */
export function personalDataOf(raw: Json): AmazonOrderPersonalDataV1 {
  const buyer = read.object(raw['buyer']);
  const recipient = read.object(raw['recipient']);
  const registration = read
    .list(read.object(raw['tax'])['taxRegistrations'])
    .find((entry) => entry['entityType'] === 'BUYER');
  return {
    giftMessages: read.list(raw['orderItems']).flatMap((line) => {
      const gift = read.object(read.object(read.object(line['fulfillment'])['packing'])['giftOption']);
      const message = read.text(gift['giftMessage']);
      return message === undefined ? [] : [{ orderItemId: read.required(line['orderItemId'], 'orderItemId'), message }];
    }),
    ...present({
      buyerName: read.text(buyer['buyerName']),
      buyerEmail: read.text(buyer['buyerEmail']),
      buyerCompanyName: read.text(buyer['buyerCompanyName']),
      purchaseOrderNumber: read.text(buyer['buyerPurchaseOrderNumber']),
      deliveryAddress: addressOf(recipient['deliveryAddress']),
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

/** The country of delivery, the one part of the address that goes in the clear. */
export function countryOf({ deliveryAddress }: AmazonOrderPersonalDataV1): string | undefined {
  const country = deliveryAddress?.countryCode;
  return country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined;
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
