import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage } from '../testing/stage.js';

describe('Reading from Exact Online (exact-online 4)', () => {
  let exact: Stage;
  let sale: Awaited<ReturnType<Stage['sale']>>;
  beforeAll(async () => {
    exact = await Stage.start();
    sale = await exact.sale();
  });
  afterAll(() => exact.close());

  it('answers Atom to who does not ask for JSON', async () => {
    const reply = await exact.get('logistics/Units', { $select: 'ID' }, { accept: '*/*' });
    expect(reply.headers.get('content-type')).toContain('atom+xml');
  });

  it('tells who one is, in a list of one, without a division in the path', async () => {
    const reply = await exact.get('/api/v1/current/Me', { $select: 'UserID,CurrentDivision,ServerUtcOffset' });
    expect(resultsOf(reply)).toEqual([
      { __metadata: expect.anything(), UserID: 'piet', CurrentDivision: 101, ServerUtcOffset: 3600 },
    ]);
  });

  it('lists the divisions that the user may open', async () => {
    await exact.control('POST', '/divisions', { code: 999 });
    const reply = await exact.get('system/Divisions', { $select: 'Code,Country,BlockingStatus,DivisionMoveDate' });
    expect(resultsOf(reply)).toMatchObject([{ Code: 101, Country: 'NL ', BlockingStatus: 0, DivisionMoveDate: null }]);
    expect((await exact.get('/api/v1/999/logistics/Units', { $select: 'ID' })).status).toBe(403);
  });

  it('wraps a list in results, with $top it is a bare array, a record stands alone', async () => {
    const list = JSON.parse((await exact.get('logistics/Units', { $select: 'Code' })).text) as object;
    expect(list).toMatchObject({ d: { results: [{}, {}] } });
    const top = JSON.parse((await exact.get('logistics/Units', { $select: 'Code', $top: '5' })).text) as { d: unknown };
    expect(Array.isArray(top.d)).toBe(true);
    const one = await exact.get(`logistics/Items(guid'${sale.item}')`, { $select: 'Code' });
    expect(one.d).toMatchObject({ __metadata: { type: expect.any(String), uri: expect.any(String) }, Code: 'SKU-1' });
  });

  it('demands $select or $top=1, and names what it does not know', async () => {
    expect(await exact.get('logistics/Units')).toMatchObject({
      status: 400,
      message: expect.stringMatching(/\$select or a \$top=1/),
    });
    expect((await exact.get('logistics/Units', { $top: '1' })).status).toBe(200);
    expect((await exact.get('logistics/Units', { $select: 'Nonsense' })).status).toBe(400);
    expect((await exact.get('logistics/Nonsense', { $select: 'ID' })).status).toBe(404);
  });

  it.each([
    'crm/Accounts',
    'crm/Contacts',
    'crm/Addresses',
    'logistics/Items',
    'logistics/SalesItemPrices',
    'salesorder/SalesOrders',
    'salesorder/SalesOrderLines',
    'bulk/CRM/Accounts',
  ])('refuses a list of %s without a filter, because it has a sync feed', async (path) => {
    expect((await exact.get(path, { $select: idOf(path) })).status).toBe(400);
  });

  it('refuses a filter on a field that is not among the permitted ones', async () => {
    expect(await exact.get('crm/Accounts', { $select: 'ID', $filter: "Remarks eq 'x'" })).toMatchObject({
      status: 400,
      message: expect.stringContaining('not supported for this resource'),
    });
  });

  it.each([
    ["Code eq 'SKU-1'", 1],
    ["startswith(Code, 'SKU') eq true", 1],
    ["substringof('KU-', Code) eq true and IsSalesItem eq true", 1],
    ["tolower(Code) eq 'sku-1'", 1],
    ["not (Code eq 'SKU-1') and Code ne null", 0],
    ["Created ge datetime'2026-11-23T00:00:00'", 1],
    ["Created gt datetime'2030-01-01T00:00:00' or EndDate eq null", 1],
    ["Unit eq 'stuk'", 0],
    ["trim(Unit) eq 'stuk'", 1],
  ])('understands the filter %s', async ($filter, found) => {
    expect(resultsOf(await exact.get('logistics/Items', { $select: 'ID', $filter }))).toHaveLength(found);
  });

  it.each(["Code contains 'x'", "Code in ('a','b')", 'Code eq', "ID eq guid'nonsense'"])(
    'answers 400 to the filter %s',
    async ($filter) => {
      expect((await exact.get('logistics/Items', { $select: 'ID', $filter })).status).toBe(400);
    },
  );

  it('doubles a quote inside a literal, and finds nothing for an unpadded account code without an error', async () => {
    const { d } = await exact.post('crm/Accounts', { Name: "O'Brien", Country: 'IE' });
    const find = async ($filter: string) =>
      resultsOf(await exact.get('crm/Accounts', { $select: 'ID,Code,Country', $filter }));
    expect(await find("Name eq 'O''Brien'")).toHaveLength(1);
    const code = String(d['Code']);
    expect([code.length, String(d['Country'])]).toEqual([18, 'IE ']);
    expect(await find(`Code eq '${code.trim()}'`)).toHaveLength(0);
    expect(await find(`Code eq '${code}'`)).toHaveLength(1);
    expect(await find(`trim(Code) eq '${code.trim()}'`)).toHaveLength(1);
  });

  it('shows codes padded with blanks', async () => {
    const [unit] = resultsOf(await exact.get('logistics/Units', { $select: 'Code', $filter: 'Main eq 1' }));
    expect(unit!['Code']).toBe('stuk    ');
    const vat = await exact.get('vat/VATCodes', { $select: 'Code,Type,Percentage', $filter: "trim(Code) eq '2'" });
    expect(resultsOf(vat)).toMatchObject([{ Code: '2  ', Type: 'I', Percentage: 0.21 }]);
  });

  it('shows times by the Dutch wall clock without a zone, but those of the answer to a POST by UTC', async () => {
    const shown = (row: Record<string, unknown>): string =>
      new Date(Number(/^\/Date\((\d+)\)\/$/.exec(String(row['Created']))![1])).toISOString();
    const { d } = await exact.post('crm/Accounts', { Name: 'Zone' });
    expect(shown(d)).toMatch(/^2026-11-23T09:0/);
    const later = await exact.get(`crm/Accounts(guid'${String(d['ID'])}')`, { $select: 'Created' });
    expect(shown(later.d)).toMatch(/^2026-11-23T10:0/);
  });

  it('takes a date without a zone as it stands, and shifts one with Z, which can move it a day', async () => {
    const dated = async (StartDate: string) =>
      (await exact.post('crm/Accounts', { Name: 'D', StartDate })).d['StartDate'];
    const day = (text: string): string => `/Date(${Date.parse(text)})/`;
    expect(await dated('2026-11-23')).toBe(day('2026-11-23T00:00:00Z'));
    expect(await dated('2026-11-23T00:00:00')).toBe(day('2026-11-23T00:00:00Z'));
    expect(await dated('2026-11-23T23:30:00Z')).toBe(day('2026-11-24T00:30:00Z'));
    expect(await dated('2026-07-01T22:30:00Z')).toBe(day('2026-07-02T00:30:00Z'));
  });

  it('gives a collection that was not expanded as a deferred link', async () => {
    const { d } = await exact.post('salesorder/SalesOrders', sale.order);
    expect(d['SalesOrderLines']).toEqual({ __deferred: { uri: expect.stringContaining('/SalesOrderLines') } });
  });

  it('sorts by $orderby, skips by $skip and counts by $inlinecount', async () => {
    const codes = async (query: Record<string, string>) =>
      resultsOf(await exact.get('vat/VATCodes', { $select: 'Code', ...query })).map(({ Code }) => String(Code).trim());
    expect(await codes({ $orderby: 'Percentage desc,Code', $top: '2' })).toEqual(['SE', 'PL']);
    expect(await codes({ $orderby: 'Percentage desc,Code', $top: '1', $skip: '1' })).toEqual(['PL']);
    const counted = await exact.get('vat/VATCodes', { $select: 'Code', $top: '0', $inlinecount: 'allpages' });
    expect(counted.d).toEqual({ __count: '17', results: [] });
  });

  it('refuses an address of more than 6,000 characters', async () => {
    const $filter = Array.from({ length: 200 }, () => `ID eq guid'${sale.item}'`).join(' or ');
    expect((await exact.get('logistics/Items', { $select: 'ID', $filter })).status).toBe(414);
  });

  it('needs the permission group of a resource', async () => {
    const half = await Stage.start({ user: { rights: ['Crm accounts'] } });
    const asked = { $select: 'ID', $filter: "Name eq 'x'" };
    expect((await half.get('crm/Accounts', asked)).status).toBe(200);
    expect((await half.get('logistics/Units', { $select: 'ID' })).status).toBe(403);
    expect((await half.get('sync/Inventory/StockPositions', { $select: 'ID' })).status).toBe(403);
    await half.close();
  });
});

const idOf = (path: string): string => (path.endsWith('SalesOrders') ? 'OrderID' : 'ID');
