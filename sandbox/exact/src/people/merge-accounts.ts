import type { Division } from '../divisions/division.js';
import { ExactError } from '../odata/exact-error.js';

const ACCOUNT = 2;
/** where an account stands in other records */
const REFERENCES = [
  ['SalesOrders', ['OrderedBy', 'DeliverTo', 'InvoiceTo'], 'OrderID'],
  ['Contacts', ['Account'], 'ID'],
  ['Addresses', ['Account'], 'ID'],
  ['SalesEntries', ['Customer'], 'EntryID'],
] as const;

/** A person merges an account into another: everything that carried the first carries the second, and the first is gone. */
export function mergeAccounts(division: Division, from: string, into: string, now: number): void {
  const accounts = division.table('Accounts');
  if (!accounts.has(from) || !accounts.has(into) || from === into)
    throw new ExactError(400, 'two accounts are needed to merge');
  for (const [table, fields, key] of REFERENCES) {
    const carrying = [...division.table(table).values()].filter((row) => fields.some((field) => row[field] === from));
    for (const row of carrying) {
      const changed = fields.filter((field) => row[field] === from).map((field) => [field, into]);
      division.put(table, String(row[key]), { ...row, ...Object.fromEntries(changed) });
    }
  }
  division.remove('Accounts', from, ACCOUNT, now);
}
