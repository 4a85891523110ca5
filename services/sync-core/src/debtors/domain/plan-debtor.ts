import type {
  AmazonAddressV1,
  AmazonOrderPersonalDataV1,
  AmazonOrderUpdatedV1,
  ExactAccountV1,
  ExactAddressV1,
  ExactContactV1,
  ReasonCode,
} from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';
import { territoryOf } from '../../vat/domain/territory.js';
import { cutText } from './cut-text.js';
import { addressIdentity, buyerIdentity, normalised } from './identity.js';
import { splitName } from './split-name.js';
import { countryOfStore } from './stores.js';
import { vatNumberOf } from './vat-number.js';

type Order = Pick<AmazonOrderUpdatedV1, 'marketplaceId' | 'fulfilledBy' | 'programs' | 'shipToCountry'>;

/** Whom the sales order is for, and where the goods go. */
export interface DebtorPlan {
  /** text that says who it is; only its keyed hash is kept */
  readonly identity: string;
  readonly collective: boolean;
  readonly adoptByVatNumber: boolean;
  readonly account: ExactAccountV1;
  readonly contact?: ExactContactV1;
  readonly deliveryAddress?: { readonly identity: string; readonly address: ExactAddressV1 };
  readonly vatNumber?: string;
  /** names of the fields that were too long for Exact */
  readonly cut: readonly string[];
}

export type DebtorPlanResult =
  { readonly ok: true; readonly plan: DebtorPlan } | { readonly ok: false; readonly reason: ReasonCode };

/** Decides who the debtor of an order is (manual chapter 4; domain D1 to D13). */
export function planDebtor(
  order: Order,
  personal: AmazonOrderPersonalDataV1 | undefined,
  installation: Installation,
  divisionCountry: string,
): DebtorPlanResult {
  const buyer = buyerOf(order, personal);
  const country =
    buyer.address?.countryCode ?? order.shipToCountry ?? countryOfStore(order.marketplaceId) ?? divisionCountry;
  if (order.programs.includes('INVOICE_BY_AMAZON')) {
    const { amazonDebtor } = installation;
    if (amazonDebtor === undefined) return { ok: false, reason: 'invoice_by_amazon_debtor_missing' };
    return {
      ok: true,
      plan: withDelivery(namedAccount(`amazon-buys|${normalised(amazonDebtor.name)}`, amazonDebtor), order, personal),
    };
  }
  const nobody = buyer.name === undefined || (buyer.vatNumber === undefined && linesOf(buyer.address).length === 0);
  if (nobody || isCollective(order, installation, buyer.vatNumber !== undefined)) {
    const store = countryOfStore(order.marketplaceId) ?? divisionCountry;
    return {
      ok: true,
      plan: withDelivery(
        namedAccount(`collective|${store}`, { name: `Amazon ${store}`, country: store }),
        order,
        personal,
      ),
    };
  }
  const cut: string[] = [];
  const field = (name: string, value: string | undefined, length: number): string | undefined => {
    if (value === undefined) return undefined;
    const short = cutText(value, length);
    if (short !== value) cut.push(name);
    return short;
  };
  const email = installation.keepEmail ? field('Email', personal?.buyerEmail, 128) : undefined;
  const phone = installation.keepPhone ? field('Phone', personal?.deliveryAddress?.phone, 25) : undefined;
  const own = addressFields({ ...buyer.address, countryCode: country }, field);
  const reach = { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
  const contact = contactOf(buyer.person, field);
  const plan: DebtorPlan = {
    identity: buyerIdentity({
      vatNumber: buyer.vatNumber,
      name: buyer.name,
      postcode: buyer.address?.postalCode,
      lines: linesOf(buyer.address),
      country,
    }),
    collective: false,
    adoptByVatNumber: buyer.vatNumber !== undefined,
    account: {
      name: field('Name', buyer.name, 50)!,
      ...own,
      ...reach,
      ...(buyer.vatNumber === undefined ? {} : { vatNumber: buyer.vatNumber }),
    },
    cut,
    ...(contact === undefined ? {} : { contact: { ...contact, ...reach } }),
    ...(buyer.vatNumber === undefined ? {} : { vatNumber: buyer.vatNumber }),
  };
  return { ok: true, plan: withDelivery(plan, order, personal, buyer) };
}

interface Buyer {
  readonly name?: string | undefined;
  readonly person?: string | undefined;
  readonly vatNumber?: string | undefined;
  readonly address?: AmazonAddressV1 | undefined;
}

/** Name, person and address of the buyer (domain D1, D2): the tax registration leads, the recipient helps out. */
function buyerOf(order: Order, personal: AmazonOrderPersonalDataV1 | undefined): Buyer {
  const registration = personal?.taxRegistration;
  const recipient = personal?.deliveryAddress;
  const business = order.programs.includes('AMAZON_BUSINESS');
  const company =
    registration?.legalName ?? personal?.buyerCompanyName ?? (business ? recipient?.companyName : undefined);
  const person = personal?.buyerName ?? recipient?.name;
  const address = registration?.address ?? recipient;
  return {
    name: company ?? person,
    person,
    address,
    vatNumber: vatNumberOf(registration?.number, vatCountryOf(address) ?? order.shipToCountry),
  };
}

/** The country whose VAT numbers an address has: Northern Ireland has its own (domain D3). */
function vatCountryOf(address: AmazonAddressV1 | undefined): string | undefined {
  const { countryCode, postalCode } = address ?? {};
  return countryCode === 'GB' && territoryOf(countryCode, postalCode) === 'XI' ? 'XI' : countryCode;
}

/** One debtor for all in collective mode; in hybrid mode for consumers that Amazon delivers to (domain D9). */
function isCollective(order: Order, installation: Installation, hasVatNumber: boolean): boolean {
  if (hasVatNumber || installation.debtorMode === 'per-buyer') return false;
  if (installation.debtorMode === 'collective') return true;
  return order.fulfilledBy === 'AMAZON' && !order.programs.includes('AMAZON_BUSINESS');
}

function namedAccount(identity: string, named: { name: string; country: string; vatNumber?: string }): DebtorPlan {
  const { country, vatNumber } = named;
  const name = cutText(named.name, 50);
  return {
    identity,
    collective: true,
    adoptByVatNumber: vatNumber !== undefined,
    account: { name, country, ...(vatNumber === undefined ? {} : { vatNumber }) },
    cut: name === named.name ? [] : ['Name'],
    ...(vatNumber === undefined ? {} : { vatNumber }),
  };
}

/**
 * A delivery address where the goods go elsewhere, or to somebody else (domain D12); none where Amazon delivers. Exact's
 * addresses have no name: a recipient who is not the account stands in line 1.
 */
function withDelivery(
  plan: DebtorPlan,
  order: Order,
  personal: AmazonOrderPersonalDataV1 | undefined,
  buyer?: Buyer,
): DebtorPlan {
  const to = personal?.deliveryAddress;
  if (order.fulfilledBy === 'AMAZON' || to === undefined || linesOf(to).length === 0) return plan;
  const recipient = to.companyName ?? to.name;
  const known = [plan.collective ? undefined : buyer?.name, plan.collective ? undefined : buyer?.person].map(
    normalised,
  );
  const stranger = recipient !== undefined && !known.includes(normalised(recipient));
  const place = (address: AmazonAddressV1 | undefined): string =>
    addressIdentity({
      lines: linesOf(address),
      postcode: address?.postalCode,
      city: address?.city,
      country: address?.countryCode,
    });
  const nameWasCut = !plan.collective && plan.cut.includes('Name');
  if (!plan.collective && !stranger && !nameWasCut && place(to) === place(buyer?.address)) return plan;
  const cut: string[] = [];
  const field = (name: string, value: string | undefined, length: number): string | undefined => {
    if (value === undefined) return undefined;
    const short = cutText(value, length);
    if (short !== value) cut.push(`delivery ${name}`);
    return short;
  };
  const first = stranger ? recipient : nameWasCut ? buyer?.name : undefined;
  const lines = [first, ...linesOf(to)].filter((line) => line !== undefined);
  const [addressLine1, addressLine2, ...rest] = lines;
  const { postalCode, city, countryCode } = to;
  const shifted: AmazonAddressV1 = {
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(city === undefined ? {} : { city }),
    ...(countryCode === undefined ? {} : { countryCode }),
    ...(addressLine1 === undefined ? {} : { addressLine1 }),
    ...(addressLine2 === undefined ? {} : { addressLine2 }),
    ...(rest.length === 0 ? {} : { addressLine3: rest.join(', ') }),
  };
  return {
    ...plan,
    deliveryAddress: {
      identity: addressIdentity({
        recipient: first,
        lines: linesOf(to),
        postcode: to.postalCode,
        city: to.city,
        country: to.countryCode,
      }),
      address: addressFields(shifted, field),
    },
    cut: [...plan.cut, ...cut],
  };
}

function contactOf(
  person: string | undefined,
  field: (name: string, value: string | undefined, length: number) => string | undefined,
): ExactContactV1 | undefined {
  const name = person === undefined ? undefined : splitName(person);
  if (name === undefined) return undefined;
  const firstName = field('FirstName', name.firstName, 50);
  return { lastName: field('LastName', name.lastName, 50)!, ...(firstName === undefined ? {} : { firstName }) };
}

function linesOf(address: AmazonAddressV1 | undefined): string[] {
  return [address?.addressLine1, address?.addressLine2, address?.addressLine3].filter((line) => line !== undefined);
}

function addressFields(
  address: AmazonAddressV1,
  field: (name: string, value: string | undefined, length: number) => string | undefined,
): ExactAddressV1 {
  const { countryCode } = address;
  const fields = {
    addressLine1: field('AddressLine1', address.addressLine1, 80),
    addressLine2: field('AddressLine2', address.addressLine2, 80),
    addressLine3: field('AddressLine3', address.addressLine3, 80),
    postcode: field('Postcode', address.postalCode, 20),
    city: field('City', address.city, 30),
    country: countryCode !== undefined && /^[A-Z]{2}$/.test(countryCode) ? countryCode : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
