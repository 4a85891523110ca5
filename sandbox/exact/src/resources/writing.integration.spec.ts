import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage } from '../testing/stage.js';

const GONE = '00000000-0000-4000-a000-000000000000';

describe('Writing to Exact Online (exact-online 5, 7, 8 and 14)', () => {
  let exact: Stage;
  let debtor: string;
  let item: string;
  beforeAll(async () => {
    exact = await Stage.start();
    ({ debtor, item } = await exact.sale());
  });
  afterAll(() => exact.close());

  const refusals = {
    'a mandatory field left out': ['crm/Accounts', {}, 'Verplicht: Name'],
    'a reference to nothing': ['crm/Contacts', { Account: GONE, LastName: 'X' }, 'Ongeldige referentie: Account'],
    'a country that is none': ['crm/Accounts', { Name: 'X', Country: 'ZZ' }, 'Ongeldige referentie: Country'],
    'an unknown VAT code': ['logistics/Items', itemWith({ SalesVatCode: 'XX' }), 'Ongeldige referentie: SalesVatCode'],
    'a code in use': ['logistics/Items', itemWith({ Code: 'SKU-1' }), 'Gegeven bestaat reeds: Code'],
    'a code in use, in other case': ['logistics/Items', itemWith({ Code: 'sku-1' }), 'Gegeven bestaat reeds: Code'],
    'a barcode with letters': ['logistics/Items', itemWith({ Barcode: '87A' }), 'Ongeldig: Barcode'],
    'a status that is none': ['crm/Accounts', { Name: 'X', Status: 'Q' }, 'Ongeldig: Status'],
    'a contact without a name': ['crm/Contacts', {}, 'Verplicht: Account'],
    'an address type that is none': ['crm/Addresses', { Type: 9 }, 'Ongeldig: Type'],
  } as const;
  it.each(Object.entries(refusals))('answers 500 with a Dutch text to %s', async (_, [path, body, message]) => {
    const reply = await exact.post(path, body);
    expect([reply.status, reply.message]).toEqual([500, message]);
    expect(JSON.parse(reply.text)).toMatchObject({ error: { code: '', message: { lang: '' } } });
  });

  it('answers in the language of the user who authorised', async () => {
    const english = await Stage.start({ user: { language: 'en' } });
    expect((await english.post('crm/Accounts', {})).message).toBe('Mandatory: Name');
    await english.close();
  });

  const lengths = [
    ['crm/Accounts', 'Name', 50],
    ['crm/Accounts', 'City', 30],
    ['crm/Accounts', 'Phone', 25],
    ['crm/Accounts', 'AddressLine1', 80],
    ['crm/Accounts', 'Email', 128],
    ['crm/Accounts', 'VATNumber', 35],
    ['crm/Accounts', 'Postcode', 20],
    ['logistics/Items', 'Code', 30],
    ['logistics/Items', 'Description', 60],
    ['logistics/Items', 'ExtraDescription', 255],
  ] as const;
  it.each(lengths)('takes %s.%s up to %d characters', async (path, field, length) => {
    const body = path === 'crm/Accounts' ? { Name: 'X' } : itemWith({ Code: `L-${field}` });
    expect((await exact.post(path, { ...body, [field]: 'x'.repeat(length) })).status).toBe(201);
    const refused = await exact.post(path, { ...body, [field]: 'y'.repeat(length + 1) });
    expect([refused.status, refused.message]).toEqual([500, `Te lang: ${field}`]);
  });

  it.each([
    ['text that is no JSON', '{"Name":'],
    ['a list', '[]'],
    ['an unknown field', { Name: 'X', Nonsense: 1 }],
    ['a number for a text', { Name: 1 }],
    ['a text for a flag', { Name: 'X', Blocked: 'yes' }],
    ['no GUID for a GUID', { Name: 'X', MainContact: 'abc' }],
    ['no date for a date', { Name: 'X', EndDate: '23-11-2026' }],
  ])('answers 400 to %s', async (_, body) => {
    expect((await exact.post('crm/Accounts', body)).status).toBe(400);
  });

  it('passes over what may not be written', async () => {
    const { d } = await exact.post('crm/Accounts', { Name: 'X', IsSales: true });
    expect(d['IsSales']).toBe(false);
  });

  it('numbers accounts upwards from the highest code, and refuses one that is taken', async () => {
    const high = await exact.post('crm/Accounts', { Name: 'X', Code: '5000' });
    const next = await exact.post('crm/Accounts', { Name: 'Y' });
    expect([high.d['Code'], next.d['Code']]).toEqual(['5000'.padStart(18), '5001'.padStart(18)]);
    expect((await exact.post('crm/Accounts', { Name: 'Z', Code: '5000' })).message).toBe('Gegeven bestaat reeds: Code');
  });

  it('empties a currency that is not active without a word', async () => {
    const { status, d } = await exact.post('crm/Accounts', { Name: 'X', SalesCurrency: 'XAU' });
    expect([status, d['SalesCurrency']]).toEqual([201, null]);
  });

  it('changes only the fields that are sent; null empties one; the answer is 204 without a body', async () => {
    const { d } = await exact.post('crm/Accounts', { Name: 'Voor', City: 'Delft', Phone: '1' });
    const reply = await exact.put('crm/Accounts', d['ID'], { City: 'Gouda', Phone: null });
    expect([reply.status, reply.text]).toEqual([204, '']);
    const { d: after } = await exact.get(`crm/Accounts(guid'${String(d['ID'])}')`);
    expect(after).toMatchObject({ Name: 'Voor', City: 'Gouda', Phone: null });
    expect((await exact.put('crm/Accounts', d['ID'], { Name: '' })).message).toBe('Verplicht: Name');
    expect((await exact.put('crm/Accounts', GONE, { Name: 'X' })).status).toBe(404);
  });

  it('gives the existing address back instead of a second one that is equal', async () => {
    const address = {
      Account: debtor,
      Type: 4,
      AddressLine1: 'Kade 1',
      Postcode: '1000 AA',
      City: 'Delft',
      Country: 'NL',
    };
    const first = await exact.post('crm/Addresses', address);
    const second = await exact.post('crm/Addresses', address);
    expect(second.d['ID']).toBe(first.d['ID']);
    expect((await exact.post('crm/Addresses', { ...address, AddressLine1: 'Kade 2' })).d['ID']).not.toBe(first.d['ID']);
  });

  it('makes a contact the main one through its account', async () => {
    const { d } = await exact.post('crm/Contacts', { Account: debtor, FirstName: 'An', LastName: 'Jansen' });
    await exact.put('crm/Accounts', debtor, { MainContact: d['ID'] });
    const { d: shown } = await exact.get(`crm/Contacts(guid'${String(d['ID'])}')`, {
      $select: 'IsMainContact,FullName',
    });
    expect(shown).toMatchObject({ IsMainContact: true, FullName: 'An Jansen' });
  });

  it('gives an item without group and unit the standard ones', async () => {
    const { d } = await exact.post('logistics/Items', itemWith({ Code: 'BARE' }));
    expect(d).toMatchObject({ ItemGroupCode: 'ALG', Unit: 'stuk    ', IsSalesItem: false });
  });

  it('keeps prices apart from items: unique by item, currency, unit, quantity and start', async () => {
    const price = { Item: item, Price: 12.1, Currency: 'EUR', Quantity: 1, StartDate: '2026-11-01' };
    expect((await exact.post('logistics/SalesItemPrices', price)).status).toBe(201);
    expect((await exact.post('logistics/SalesItemPrices', price)).message).toBe(
      'Moet zijn: Uniek - Artikel, Valuta, Eenheid, Aantal, Actief vanaf',
    );
    await exact.post('logistics/SalesItemPrices', { ...price, Price: 99, StartDate: '2027-01-01' });
    const { d } = await exact.get(`logistics/Items(guid'${item}')`, { $select: 'StandardSalesPrice' });
    expect(d['StandardSalesPrice']).toBe(12.1);
    await exact.put('logistics/Items', item, { StandardSalesPrice: 1 });
    const again = await exact.get(`logistics/Items(guid'${item}')`, { $select: 'StandardSalesPrice' });
    expect(again.d['StandardSalesPrice']).toBe(12.1);
  });

  it('says Wrong Division to a GUID of another division', async () => {
    await exact.control('POST', '/divisions', { code: 202 });
    await exact.logIn({ userId: 'both', refreshToken: 'both', divisions: [101, 202] });
    const other = await exact.call('POST', '/api/v1/202/crm/Accounts', {}, { Name: 'Daar' });
    expect(await exact.post('crm/Contacts', { Account: other.d['ID'], LastName: 'X' })).toMatchObject({
      status: 500,
      message: 'Wrong Division',
    });
    expect((await exact.post('crm/Contacts', { Account: item, LastName: 'X' })).message).toBe(
      'Ongeldige referentie: Account',
    );
  });

  it('makes groups, units and VAT codes readable only', async () => {
    expect((await exact.post('logistics/ItemGroups', { Code: 'X' })).status).toBe(405);
    expect((await exact.post('logistics/Units', { Code: 'X' })).status).toBe(405);
  });

  describe('deleting', () => {
    it('answers 204, then 404 to a read, 403 to a second deletion, 404 to one of what never was', async () => {
      const { d } = await exact.post('crm/Accounts', { Name: 'Weg' });
      expect((await exact.delete('crm/Accounts', d['ID'])).status).toBe(204);
      expect((await exact.get(`crm/Accounts(guid'${String(d['ID'])}')`)).status).toBe(404);
      expect((await exact.delete('crm/Accounts', d['ID'])).status).toBe(403);
      expect((await exact.delete('crm/Accounts', GONE)).status).toBe(404);
    });

    it('refuses what is in use: an account with orders, an address of one, an item with lines or stock', async () => {
      const sale = await exact.sale('USED');
      const address = await exact.post('crm/Addresses', { Account: sale.debtor, Type: 4, AddressLine1: 'Kade 9' });
      await exact.post('salesorder/SalesOrders', { ...sale.order, DeliveryAddress: address.d['ID'] });
      const stocked = await exact.sale('STOCKED');
      await exact.control('POST', '/divisions/101/stock', { itemCode: 'STOCKED', warehouse: '1', currentStock: 3 });
      for (const [path, id] of [
        ['crm/Accounts', sale.debtor],
        ['crm/Addresses', address.d['ID']],
        ['logistics/Items', sale.item],
        ['logistics/Items', stocked.item],
      ] as const)
        expect(await exact.delete(path, id)).toMatchObject({ status: 500, message: 'In gebruik: ID' });
      expect(resultsOf(await exact.get('crm/Contacts', { $select: 'ID', $filter: `ID eq guid'${GONE}'` }))).toEqual([]);
    });
  });
});

function itemWith(fields: Record<string, unknown>): Record<string, unknown> {
  return { Code: 'NEW', Description: 'Nieuw', ...fields };
}
