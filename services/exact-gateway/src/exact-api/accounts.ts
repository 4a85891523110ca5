import type { ExactAccountV1, ExactAddressV1, ExactContactV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { anyOf, literal, optionalText, textOf } from './odata.js';

/** `Addresses.Type` of a delivery address. */
const DELIVERY = 4;

/** `crm/Accounts`, `crm/Contacts` and `crm/Addresses` (exact-online 7). */
@Injectable()
export class Accounts {
  constructor(private readonly client: ExactClient) {}

  /** Makes a customer (status C). `searchCode` is our own key, by which it is found again. */
  async create(access: ExactAccess, account: ExactAccountV1, searchCode: string): Promise<string> {
    const record = await this.client.post(access, 'crm/Accounts', {
      Name: account.name,
      Status: 'C',
      SearchCode: searchCode,
      ...addressFields(account),
      ...(account.phone === undefined ? {} : { Phone: account.phone }),
      ...(account.email === undefined ? {} : { Email: account.email }),
      ...(account.vatNumber === undefined ? {} : { VATNumber: account.vatNumber }),
    });
    return textOf(record, 'ID');
  }

  async createContact(access: ExactAccess, accountId: string, contact: ExactContactV1): Promise<string> {
    const record = await this.client.post(access, 'crm/Contacts', {
      Account: accountId,
      LastName: contact.lastName,
      ...(contact.firstName === undefined ? {} : { FirstName: contact.firstName }),
      ...(contact.phone === undefined ? {} : { Phone: contact.phone }),
      ...(contact.email === undefined ? {} : { Email: contact.email }),
    });
    return textOf(record, 'ID');
  }

  /** Makes a delivery address that is not the main one; an equal one that exists comes back instead. */
  async createDeliveryAddress(access: ExactAccess, accountId: string, address: ExactAddressV1): Promise<string> {
    const record = await this.client.post(access, 'crm/Addresses', {
      Account: accountId,
      Type: DELIVERY,
      Main: false,
      ...addressFields(address),
    });
    return textOf(record, 'ID');
  }

  async bySearchCode(access: ExactAccess, searchCode: string): Promise<string[]> {
    const records = await this.client.get(access, 'crm/Accounts', {
      $select: 'ID',
      $filter: `SearchCode eq ${literal.text(searchCode)}`,
    });
    return records.map((record) => textOf(record, 'ID'));
  }

  /** By the code that people see. Exact pads it on the left, and an unpadded comparison finds nothing without an error. */
  async byCode(access: ExactAccess, code: string): Promise<string[]> {
    const records = await this.client.get(access, 'crm/Accounts', {
      $select: 'ID',
      $filter: `trim(Code) eq ${literal.text(code.trim())}`,
    });
    return records.map((record) => textOf(record, 'ID'));
  }

  async contactsOf(access: ExactAccess, accountId: string): Promise<string[]> {
    const records = await this.client.get(access, 'crm/Contacts', {
      $select: 'ID',
      $filter: `Account eq ${literal.guid(accountId)}`,
    });
    return records.map((record) => textOf(record, 'ID'));
  }

  /** Those of the accounts that are there and have no main contact. */
  async withoutMainContact(access: ExactAccess, accountIds: readonly string[]): Promise<Set<string>> {
    const records = await this.client.get(access, 'crm/Accounts', {
      $select: 'ID,MainContact',
      $filter: anyOf('ID', accountIds.map(literal.guid)),
    });
    return new Set(
      records
        .filter((record) => optionalText(record, 'MainContact') === undefined)
        .map((record) => textOf(record, 'ID')),
    );
  }

  async setMainContact(access: ExactAccess, accountId: string, contactId: string): Promise<void> {
    await this.client.put(access, 'crm/Accounts', accountId, { MainContact: contactId });
  }

  /**
   * All customers that carry a VAT number, 1,000 a call; compared by the caller, because Exact keeps them as people typed them.
   * Where they are does not count: a number is of one country, and its customer may have an address in another.
   */
  async customersWithVatNumber(access: ExactAccess): Promise<{ id: string; vatNumber: string }[]> {
    const records = await this.client.getAll(access, 'bulk/CRM/Accounts', {
      $select: 'ID,VATNumber',
      $filter: `Status eq 'C' and VATNumber ne null`,
    });
    return records.flatMap((record) => {
      const vatNumber = optionalText(record, 'VATNumber');
      return vatNumber === undefined ? [] : [{ id: textOf(record, 'ID'), vatNumber }];
    });
  }
}

function addressFields(address: ExactAddressV1): object {
  const fields = {
    AddressLine1: address.addressLine1,
    AddressLine2: address.addressLine2,
    AddressLine3: address.addressLine3,
    Postcode: address.postcode,
    City: address.city,
    Country: address.country,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
