import type { Division, Row } from '../divisions/division.js';
import { addVatCode, type VatSeed } from '../divisions/standard-division.js';
import type { TableName } from '../odata/field-definitions.js';

const TABLES: Readonly<Record<string, TableName>> = {
  vatcodes: 'VATCodes',
  warehouses: 'Warehouses',
  paymentconditions: 'PaymentConditions',
  itemgroups: 'ItemGroups',
  currencies: 'Currencies',
};

/** Somebody changes master data on the screen. @returns undefined where it is no such table */
export function changeMasterData(
  division: Division,
  name: string,
  key: string,
  change: Row,
  now: number,
): Row | undefined {
  const table = TABLES[name];
  if (table === undefined) return undefined;
  const row = division.table(table).get(key);
  if (row === undefined) throw new Error(`${name}: there is no ${key}`);
  return division.put(table, key, { ...row, ...change, Modified: now });
}

/** Somebody makes a VAT code, with its percentage from the beginning. */
export function makeVatCode(division: Division, seed: VatSeed): object {
  if (typeof seed.code !== 'string' || !['I', 'E', 'N', 'B'].includes(seed.type) || typeof seed.percentage !== 'number')
    throw new Error('a VAT code has code, description, type I, E, N or B, and percentage');
  return { id: addVatCode(division, seed) };
}
