import {
  exactLengths,
  type AmazonOrderPersonalDataV1,
  type AmazonOrderUpdatedV1,
  type ExactAccountV1,
  type ExactAddressV1,
  type ExactContactV1,
  type ReasonCode,
} from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';
import { addressFields, contactOf, fieldsCutInto } from './account-fields.js';
import { buyerOf, linesOf, type Buyer } from './buyer-of-order.js';
import { cutText } from './cut-text.js';
import { withDelivery } from './delivery-of-order.js';
import { buyerIdentity, normalised } from './identity.js';
import { countryOfStore } from './stores.js';

type Order = Pick<AmazonOrderUpdatedV1, 'marketplaceId' | 'fulfilledBy' | 'programs' | 'shipToCountry'>;

/** Whom the sales order is for, and where the goods go. */
export interface DebtorPlan {
  /** text that says who it is; only its keyed hash is kept */
  readonly identity: string;
  readonly collective: boolean;
  /** an account at Exact that a person chose: nothing is made (C4) */
  readonly chosenAccountId?: string;
  readonly adoptByVatNumber: boolean;
  /** code of an account that exists and that the installation names (D9, D11) */
  readonly accountCode?: string;
  readonly account: ExactAccountV1;
  readonly contact?: ExactContactV1;
  readonly deliveryAddress?: { readonly identity: string; readonly address: ExactAddressV1 };
  readonly vatNumber?: string;
  /** names of the fields that were too long for Exact */
  readonly cut: readonly string[];
  /** what is carried out so and shown to a person (D2, D3) */
  readonly shown: readonly { readonly code: 'no_address' | 'vat_number_unusable'; readonly country: string }[];
}

export type DebtorPlanResult =
  | { readonly ok: true; readonly plan: DebtorPlan }
  | { readonly ok: false; readonly reason: ReasonCode; readonly detail: Record<string, string> };

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
  const shown = shownOf(buyer, country);
  if (order.programs.includes('INVOICE_BY_AMAZON')) {
    const { amazonDebtor } = installation;
    // the company that Amazon names is a proposal; whether it is the buyer only a person can say
    if (amazonDebtor === undefined)
      return { ok: false, reason: 'invoice_by_amazon_debtor_missing', detail: proposalOf(personal) };
    return { ok: true, plan: withDelivery({ ...namedAccount('amazon-buys', amazonDebtor), shown }, order, personal) };
  }
  const nobody = buyer.name === undefined || (buyer.vatNumber === undefined && linesOf(buyer.address).length === 0);
  if (nobody || isCollective(order, installation, buyer.vatNumber !== undefined)) {
    const store = countryOfStore(order.marketplaceId) ?? divisionCountry;
    const accountCode = installation.collectiveDebtors[store];
    const named = { name: `Amazon ${store}`, country: store, ...(accountCode === undefined ? {} : { accountCode }) };
    return { ok: true, plan: withDelivery({ ...namedAccount('collective', named), shown }, order, personal) };
  }
  const cut: string[] = [];
  const field = fieldsCutInto(cut);
  const email = installation.keepEmail ? field('Email', personal?.buyerEmail, exactLengths.email) : undefined;
  const phone = installation.keepPhone
    ? field('Phone', personal?.deliveryAddress?.phone, exactLengths.phone)
    : undefined;
  const own = addressFields({ ...buyer.address, countryCode: country }, field);
  const reach = { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
  const contact = contactOf(buyer, field);
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
      name: field('Name', buyer.name, exactLengths.accountName)!,
      ...own,
      ...reach,
      ...(buyer.vatNumber === undefined ? {} : { vatNumber: buyer.vatNumber }),
    },
    cut,
    shown,
    ...(contact === undefined ? {} : { contact: { ...contact, ...reach } }),
    ...(buyer.vatNumber === undefined ? {} : { vatNumber: buyer.vatNumber }),
  };
  return { ok: true, plan: withDelivery(plan, order, personal, buyer) };
}

/** One debtor for all in collective mode; in hybrid mode for consumers that Amazon delivers to (domain D9). */
function isCollective(order: Order, installation: Installation, hasVatNumber: boolean): boolean {
  if (hasVatNumber || installation.debtorMode === 'per-buyer') return false;
  if (installation.debtorMode === 'collective') return true;
  return order.fulfilledBy === 'AMAZON' && !order.programs.includes('AMAZON_BUSINESS');
}

/** A number that does not count, and an address that is not there, are told to a person (domain D2, D3). */
function shownOf({ address, vatNumber, givenVatNumber }: Buyer, country: string): DebtorPlan['shown'] {
  const unusable = (givenVatNumber ?? '').trim() !== '' && vatNumber === undefined;
  return [
    ...(address?.countryCode === undefined && linesOf(address).length === 0
      ? [{ code: 'no_address' as const, country }]
      : []),
    ...(unusable ? [{ code: 'vat_number_unusable' as const, country }] : []),
  ];
}

function proposalOf(personal: AmazonOrderPersonalDataV1 | undefined): Record<string, string> {
  const company = personal?.buyerCompanyName;
  return company !== undefined && /\bamazon\b/i.test(company)
    ? { proposal: cutText(company, exactLengths.accountName) }
    : {};
}

/** An account that is no buyer's: the collective one of a store, or Amazon's own. Another that is named is another account. */
function namedAccount(
  kind: 'collective' | 'amazon-buys',
  named: { name: string; country: string; vatNumber?: string; accountCode?: string },
): Omit<DebtorPlan, 'shown'> {
  const { country, vatNumber, accountCode } = named;
  const name = cutText(named.name, exactLengths.accountName);
  const who = kind === 'collective' ? country : normalised(named.name);
  return {
    identity: accountCode === undefined ? `${kind}|${who}` : `account|${accountCode}`,
    collective: true,
    adoptByVatNumber: accountCode === undefined && vatNumber !== undefined,
    account: { name, country, ...(vatNumber === undefined ? {} : { vatNumber }) },
    cut: name === named.name || accountCode !== undefined ? [] : ['Name'],
    ...(vatNumber === undefined ? {} : { vatNumber }),
    ...(accountCode === undefined ? {} : { accountCode }),
  };
}
