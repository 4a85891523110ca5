import { exactLengths, type AmazonAddressV1, type ExactAddressV1, type ExactContactV1 } from '@connector/contracts';
import type { Buyer } from './buyer-of-order.js';
import { cutText } from './cut-text.js';
import { normalised } from './identity.js';
import { splitName } from './split-name.js';

/** A field as Exact takes it: cut to the length, and its name kept where something was cut (domain D13). */
export type Field = (name: string, value: string | undefined, length: number) => string | undefined;

/** Cuts fields and writes the names of those that were too long to `cut`. */
export function fieldsCutInto(cut: string[], prefix = ''): Field {
  return (name, value, length) => {
    if (value === undefined) return undefined;
    const short = cutText(value, length);
    if (short !== value) cut.push(`${prefix}${name}`);
    return short;
  };
}

/** The person of the account; a company whose name alone is known has none (domain D4). */
export function contactOf({ person, name, isCompany }: Buyer, field: Field): ExactContactV1 | undefined {
  if (person === undefined || (isCompany && normalised(person) === normalised(name))) return undefined;
  const split = splitName(person);
  if (split === undefined) return undefined;
  const firstName = field('FirstName', split.firstName, exactLengths.contactName);
  return {
    lastName: field('LastName', split.lastName, exactLengths.contactName)!,
    ...(firstName === undefined ? {} : { firstName }),
  };
}

/** Street, postcode, city and country (manual chapter 4; domain D2). */
export function addressFields(address: AmazonAddressV1, field: Field): ExactAddressV1 {
  const { countryCode } = address;
  const fields = {
    addressLine1: field('AddressLine1', address.addressLine1, exactLengths.addressLine),
    addressLine2: field('AddressLine2', address.addressLine2, exactLengths.addressLine),
    addressLine3: field('AddressLine3', address.addressLine3, exactLengths.addressLine),
    postcode: field('Postcode', address.postalCode, exactLengths.postcode),
    city: field('City', address.city, exactLengths.city),
    country: countryCode !== undefined && /^[A-Z]{2}$/.test(countryCode) ? countryCode : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
