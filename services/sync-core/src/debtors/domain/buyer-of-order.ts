import type { AmazonAddressV1, AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import { territoryOf } from '../../vat/domain/territory.js';
import { vatNumberOf } from './vat-number.js';

/** What Amazon tells of the buyer; any part may be missing. */
export interface Buyer {
  readonly isCompany: boolean;
  readonly name?: string | undefined;
  readonly person?: string | undefined;
  readonly vatNumber?: string | undefined;
  /** as Amazon gave it */
  readonly givenVatNumber?: string | undefined;
  readonly address?: AmazonAddressV1 | undefined;
}

/** Name, person and address of the buyer (domain D1, D2): the tax registration leads, the recipient helps out. */
export function buyerOf(
  order: Pick<AmazonOrderUpdatedV1, 'programs' | 'shipToCountry'>,
  personal: AmazonOrderPersonalDataV1 | undefined,
): Buyer {
  const registration = personal?.taxRegistration;
  const recipient = personal?.deliveryAddress;
  const business = order.programs.includes('AMAZON_BUSINESS');
  const company =
    registration?.legalName ?? personal?.buyerCompanyName ?? (business ? recipient?.companyName : undefined);
  const person = personal?.buyerName ?? recipient?.name;
  const address = registration?.address ?? recipient;
  return {
    name: company ?? person,
    isCompany: company !== undefined,
    person,
    address,
    givenVatNumber: registration?.number,
    vatNumber: vatNumberOf(registration?.number, vatCountryOf(address) ?? order.shipToCountry),
  };
}

/** The street lines of an address that are there. */
export function linesOf(address: AmazonAddressV1 | undefined): string[] {
  return [address?.addressLine1, address?.addressLine2, address?.addressLine3].filter((line) => line !== undefined);
}

/** The country whose VAT numbers an address has: Northern Ireland has its own (domain D3). */
function vatCountryOf(address: AmazonAddressV1 | undefined): string | undefined {
  const { countryCode, postalCode } = address ?? {};
  return countryCode === 'GB' && territoryOf(countryCode, postalCode) === 'XI' ? 'XI' : countryCode;
}
