import type { Division, Row } from '../divisions/division.js';

const PERSONAL = ['AddressLine1', 'AddressLine2', 'AddressLine3', 'Postcode', 'City', 'Phone', 'Mobile', 'Email'];
const ALSO_PERSONAL = [
  'BusinessPhone',
  'BusinessEmail',
  'SearchCode',
  'CodeAtSupplier',
  'VATNumber',
  'Remarks',
  'Notes',
];
const GONE = 'Geanonimiseerd';

/** Somebody removes a person's data on request: names and ways to reach them are gone, the account stays (exact-online 14). */
export function anonymiseAccount(division: Division, id: string, now: number): object {
  const account = accountOf(division, id);
  division.put('Accounts', id, { ...emptied(account), Name: GONE, IsAnonymised: 1, Modified: now });
  for (const contact of division.by('Contacts', 'Account', id))
    division.put('Contacts', String(contact['ID']), {
      ...emptied(contact),
      FirstName: null,
      LastName: GONE,
      Modified: now,
    });
  for (const address of division.by('Addresses', 'Account', id))
    division.put('Addresses', String(address['ID']), { ...emptied(address), Modified: now });
  return { id };
}

function accountOf(division: Division, id: string): Row {
  const account = division.table('Accounts').get(id);
  if (account === undefined) throw new Error(`account: ${id} is none`);
  return account;
}

function emptied(row: Row): Row {
  const names = [...PERSONAL, ...ALSO_PERSONAL].filter((name) => name in row);
  return { ...row, ...Object.fromEntries(names.map((name) => [name, null])) };
}
