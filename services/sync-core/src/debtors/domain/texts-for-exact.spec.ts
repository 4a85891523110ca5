import { exactLengths, type AmazonListingV1, type AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { describe, expect, it } from '@jest/globals';
import { assert, property, record, string } from 'fast-check';
import { itemFromListings } from '../../catalogue/domain/item-from-listing.js';
import { plainText } from '../../catalogue/domain/item-text.js';
import { withDefaults } from '../../installation/domain/installation.js';
import { composeSalesOrder } from '../../orders/domain/compose-sales-order.js';
import {
  inventedFacts,
  inventedInstallation,
  inventedLine,
  inventedOrder,
} from '../../orders/domain/invented-order.js';
import { planDebtor, type DebtorPlan } from './plan-debtor.js';

const NL = 'A1805IZSGTT6HS';
/** Letters with accents, emoji, blanks: much of it longer than Exact takes. */
const text = string({ unit: 'grapheme', minLength: 1, maxLength: 300, size: 'max' }).filter(
  (some) => some.trim() === some,
);

/** Fits and is there whole, or is a beginning of it that is as long as Exact takes at most. @returns whether it was cut */
function cutAtMost(sent: string | undefined, given: string, length: number): boolean {
  expect(sent).toBeDefined();
  expect(sent!.length).toBeLessThanOrEqual(length);
  if (given.length <= length) expect(sent).toBe(given);
  else expect(given.startsWith(sent!)).toBe(true);
  return sent !== given;
}

describe('D13: every text that goes to Exact', () => {
  it('D13: of a buyer: not a unit longer than Exact takes, nothing lost but the cut, and every cut is named', () => {
    const given = record({
      name: text,
      addressLine1: text,
      addressLine2: text,
      addressLine3: text,
      postalCode: text,
      city: text,
      phone: text,
      email: text,
    });
    assert(
      property(given, ({ email, ...address }) => {
        const { account, cut } = planned({
          buyerEmail: email,
          giftMessages: [],
          deliveryAddress: { ...address, countryCode: 'NL' },
        });
        const fields = [
          ['Name', account.name, address.name, exactLengths.accountName],
          ['AddressLine1', account.addressLine1, address.addressLine1, exactLengths.addressLine],
          ['AddressLine2', account.addressLine2, address.addressLine2, exactLengths.addressLine],
          ['AddressLine3', account.addressLine3, address.addressLine3, exactLengths.addressLine],
          ['Postcode', account.postcode, address.postalCode, exactLengths.postcode],
          ['City', account.city, address.city, exactLengths.city],
          ['Phone', account.phone, address.phone, exactLengths.phone],
          ['Email', account.email, email, exactLengths.email],
        ] as const;
        for (const [field, sent, said, length] of fields)
          expect([field, cut.includes(field)]).toEqual([field, cutAtMost(sent, said, length)]);
      }),
      { numRuns: 100 },
    );
  });

  it('D13: of a person: first and last name, together all of the name that fits', () => {
    assert(
      property(text, (buyerName) => {
        const { contact, cut } = planned({
          buyerName,
          giftMessages: [],
          deliveryAddress: { addressLine1: 'Kade 9', countryCode: 'NL' },
        });
        if (contact === undefined) return;
        const { firstName = '', lastName } = contact;
        expect(firstName.length).toBeLessThanOrEqual(exactLengths.contactName);
        expect(lastName.length).toBeLessThanOrEqual(exactLengths.contactName);
        if (cut.includes('FirstName') || cut.includes('LastName')) return;
        const letters = (some: string): string => some.replaceAll(/\s+/g, '');
        expect(letters(`${firstName}${lastName}`)).toBe(letters(buyerName));
      }),
      { numRuns: 100 },
    );
  });

  it('D13: of an item: description and extra description', () => {
    assert(
      property(text, text, (title, description) => {
        const listing: AmazonListingV1 = {
          sku: 'MUG',
          marketplaceId: NL,
          title,
          description,
          identifiers: [],
          fulfillmentChannels: [],
          statuses: [],
          isVariationParent: false,
        };
        const item = itemFromListings([listing], 'MUG', { marketplaceIds: [NL], country: 'NL', currencies: [] });
        cutAtMost(item.description, plainText(title) || 'MUG', exactLengths.itemDescription);
        cutAtMost(item.extraDescription ?? '', plainText(description), exactLengths.itemExtraDescription);
      }),
      { numRuns: 100 },
    );
  });

  it('D13: of a line of a sales order: its description', () => {
    assert(
      property(text, (title) => {
        const order = inventedOrder([inventedLine({ ITEM: 1000, TAX: 210 }, { title })]);
        const composed = composeSalesOrder(order, undefined, inventedInstallation(), inventedFacts());
        if (!composed.ok) throw new Error(composed.reason);
        for (const line of composed.order.lines) cutAtMost(line.description, title, exactLengths.orderLineDescription);
      }),
    );
  });
});

function planned(personal: AmazonOrderPersonalDataV1): DebtorPlan {
  const order = { marketplaceId: NL, fulfilledBy: 'MERCHANT', programs: [], shipToCountry: 'NL' };
  const installation = withDefaults({ marketplaceIds: [NL], keepEmail: true, keepPhone: true });
  const result = planDebtor(order, personal, installation, 'NL');
  if (!result.ok) throw new Error(result.reason);
  return result.plan;
}
