import type { Stack } from '@connector/demo';
import { formatMoney, moneyFromDecimal } from '@connector/money';
import type { Expected, GoldenCase, GoldenLine, GoldenPlace } from '../golden/golden-case.js';

type Row = Readonly<Record<string, unknown>>;
type Booked = Extract<Expected, { outcome: 'sales order' }>;

export const GOLDEN_SHOP = {
  name: 'Gouden orders B.V.',
  sellerId: 'A000GOLDEN0001',
  division: 654_321,
  amazonRefreshToken: 'Atzr|sandbox-golden',
  exactRefreshToken: 'stampNL001.sandbox-golden',
} as const;

const DAY_MS = 86_400_000;
/** the day of the golden orders */
const GOLDEN_DAY = '2026-11-23';

/** The administration and the seller of the golden orders, with the VAT codes of golden/division.json. */
export async function openGoldenShop({ exact, amazon }: Stack, { division, installation }: GoldenPlace): Promise<void> {
  const { name, sellerId, division: code, amazonRefreshToken, exactRefreshToken } = GOLDEN_SHOP;
  await exact.send('POST', '/divisions', { code, description: name });
  const own = await tableOf(exact, 'vatcodes');
  const known = new Set(own.map((row) => String(row['Code']).trim()));
  for (const vat of division.vatCodes.filter((one) => !known.has(one.code))) {
    const percentage = vat.percentageBasisPoints / 10_000;
    const oss = vat.ossCountry === undefined ? {} : { oss: vat.ossCountry };
    const seed = { code: vat.code, description: vat.description, type: vat.type, percentage, ...oss };
    await exact.send('POST', `/divisions/${code}/vatcodes`, seed);
  }
  // the orders are of yesterday, which may be in another year
  const year = new Date().getUTCFullYear();
  await exact.send('POST', `/divisions/${code}/years`, { year: year - 1 });
  await exact.send('POST', '/users', { refreshToken: exactRefreshToken, divisions: [code] });
  const { marketplaceIds } = installation;
  await amazon.send('POST', '/sellers', { sellerId, refreshToken: amazonRefreshToken, marketplaceIds });
}

const tableOf = async (exact: Stack['exact'], table: string): Promise<readonly Row[]> =>
  (await exact.get<{ rows: Row[] }>(`/divisions/${GOLDEN_SHOP.division}/${table}`)).rows;

/** Whether an order is of the golden day, in the shop that all cases share: it can be sold on any other day as well. */
export function canBeSoldToday({ installation, itemVatCodes, amazon }: GoldenCase): boolean {
  return (
    installation === undefined && itemVatCodes === undefined && String(amazon['createdTime']).startsWith(GOLDEN_DAY)
  );
}

/**
 * A case about a debtor has a house of its own: at one address two cases are one buyer (domain D5), whose account the first of
 * their orders makes, with or without a contact.
 */
export function ofOneBuyer(golden: GoldenCase): GoldenCase {
  if (!golden.file.startsWith('debtor')) return golden;
  const house = 1_000 + Number(String(golden.amazon['orderId']).slice(4, 11));
  return JSON.parse(
    JSON.stringify(golden).replaceAll('"Voorbeeldstraat 1"', `"Voorbeeldstraat ${house}"`),
  ) as GoldenCase;
}

/** A golden order on another day: as Amazon has it, and what is expected of it. */
export function onDay(golden: GoldenCase, day: string): GoldenCase {
  const moved = (date: string): string =>
    new Date(Date.parse(date) + Date.parse(day) - Date.parse(GOLDEN_DAY)).toISOString().slice(0, 10);
  const { lastUpdatedTime: _Amazons, fulfillment, ...amazon } = golden.amazon;
  const { expected } = golden;
  const deliveryDate = expected.outcome === 'sales order' ? expected.deliveryDate : undefined;
  // at noon, so that the day is the same in summer
  const window =
    deliveryDate === undefined ? {} : { shipByWindow: { latestDateTime: `${moved(deliveryDate)}T12:00:00.000Z` } };
  return {
    ...golden,
    amazon: {
      ...amazon,
      createdTime: String(amazon['createdTime']).replace(GOLDEN_DAY, day),
      fulfillment: { ...(fulfillment as object), ...window },
    },
    expected:
      expected.outcome === 'sales order'
        ? {
            ...expected,
            orderDate: moved(expected.orderDate),
            ...(deliveryDate === undefined ? {} : { deliveryDate: moved(deliveryDate) }),
          }
        : expected,
  };
}

/** The day before, which is over wherever the division is. */
export const dayBefore = (now: Date): string => new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10);

/** Exact's records, read past the connector, as a bookkeeper finds them there. */
export class GoldenBooks {
  private constructor(private readonly tables: ReadonlyMap<string, readonly Row[]>) {}

  static async read({ exact }: Stack): Promise<GoldenBooks> {
    const names = ['salesorders', 'accounts', 'contacts', 'addresses', 'items', 'warehouses'];
    const tables = names.map(async (name) => [name, await tableOf(exact, name)] as const);
    return new GoldenBooks(new Map(await Promise.all(tables)));
  }

  /** How many sales orders carry the reference. */
  count(yourRef: string): number {
    return this.table('salesorders').filter((row) => row['YourRef'] === yourRef).length;
  }

  /** The sales order with this reference, in the words of a golden case: of debtor, contact and address what `like` names. */
  salesOrder(yourRef: string, like: Booked, codes: Readonly<Record<string, string>>): Partial<Booked> {
    const row = this.table('salesorders').find((one) => one['YourRef'] === yourRef)!;
    const debtor = this.row('accounts', row['OrderedBy']);
    const address = row['DeliveryAddress'] == null ? undefined : this.row('addresses', row['DeliveryAddress']);
    const contact = this.table('contacts').find((one) => one['Account'] === row['OrderedBy']);
    const remarks = typeof row['Remarks'] === 'string' ? row['Remarks'].split('\n') : undefined;
    const warehouse = String(this.row('warehouses', row['WarehouseID'])['Code']).trim();
    return {
      outcome: 'sales order',
      debtor: fieldsOf(debtor, like.debtor),
      ...(like.contact === undefined ? {} : { contact: fieldsOf(contact ?? {}, like.contact) }),
      ...(like.deliveryAddress === undefined ? {} : { deliveryAddress: fieldsOf(address ?? {}, like.deliveryAddress) }),
      orderDate: dateOf(row['OrderDate']),
      ...(like.deliveryDate === undefined ? {} : { deliveryDate: dateOf(row['DeliveryDate']) }),
      ...(like.warehouse === undefined ? {} : { warehouse }),
      ...(remarks === undefined ? {} : { remarks }),
      lines: (row['SalesOrderLines'] as Row[]).map((line) => this.line(line, codes)),
      total: formatMoney(moneyFromDecimal(String(row['AmountFC']), String(row['Currency']).trim())),
    };
  }

  private line(line: Row, codes: Readonly<Record<string, string>>): GoldenLine {
    const code = String(this.row('items', line['Item'])['Code']);
    return {
      item: codes[code] ?? code,
      description: String(line['Description']),
      quantity: Number(line['Quantity']),
      price: String(line['NetPrice']),
      vat: String(line['VATCode']).trim(),
    };
  }

  private row(table: string, id: unknown): Row {
    return this.table(table).find((one) => one['ID'] === id)!;
  }

  private table(name: string): readonly Row[] {
    return this.tables.get(name)!;
  }
}

/** A golden case's names of fields, and Exact's. */
const EXACT_NAMES: Readonly<Record<string, string>> = {
  name: 'Name',
  addressLine1: 'AddressLine1',
  addressLine2: 'AddressLine2',
  addressLine3: 'AddressLine3',
  postcode: 'Postcode',
  city: 'City',
  country: 'Country',
  vatNumber: 'VATNumber',
  phone: 'Phone',
  email: 'Email',
  firstName: 'FirstName',
  lastName: 'LastName',
};

function fieldsOf(row: Row, like: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
  return Object.fromEntries(Object.keys(like).map((name) => [name, text(row[EXACT_NAMES[name] ?? name])]));
}

function dateOf(value: unknown): string {
  return new Date(typeof value === 'number' ? value : String(value)).toISOString().slice(0, 10);
}
