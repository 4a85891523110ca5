import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage } from '../testing/stage.js';

const STATES = 'Status,DeliveryStatus,InvoiceStatus';

describe('What people do in the administration meanwhile', () => {
  let exact: Stage;
  let debtor: string;
  let item: string;
  let order: string;
  beforeEach(async () => {
    exact = await Stage.start();
    const sale = await exact.sale();
    [debtor, item] = [sale.debtor, sale.item];
    await does('stock', { itemCode: 'SKU-1', warehouse: '1', currentStock: 10 });
    order = String((await exact.post('salesorder/SalesOrders', sale.order)).d['OrderID']);
  });
  afterEach(() => exact.close());

  const does = (what: string, body: object): Promise<Record<string, unknown>> =>
    exact.control('POST', `/divisions/101/${what}`, body);
  const read = async (path: string, key: string, $select: string): Promise<Record<string, unknown>> => {
    const { __metadata, ...row } = (await exact.get(`${path}(guid'${key}')`, { $select })).d;
    expect(__metadata).toBeDefined();
    return row;
  };
  const stock = async (): Promise<Record<string, unknown>> => {
    const [row] = resultsOf(await exact.get('read/logistics/StockPosition', { itemId: `guid'${item}'` }));
    return { InStock: row!['InStock'], PlanningOut: row!['PlanningOut'] };
  };

  it('deliver an order in parts: stock and plan go down together, and it can no longer be deleted', async () => {
    expect(await stock()).toEqual({ InStock: 10, PlanningOut: 2 });
    await does('deliveries', { order, pieces: 1 });
    expect(await stock()).toEqual({ InStock: 9, PlanningOut: 1 });
    expect(await read('salesorder/SalesOrders', order, STATES)).toEqual({
      Status: 20,
      DeliveryStatus: 20,
      InvoiceStatus: 12,
    });
    expect((await exact.delete('salesorder/SalesOrders', order)).message).toBe('In gebruik: OrderID');
    await does('deliveries', { order });
    expect(await stock()).toEqual({ InStock: 8, PlanningOut: 0 });
    await does('invoices', { order });
    expect(await read('salesorder/SalesOrders', order, STATES)).toEqual({
      Status: 21,
      DeliveryStatus: 21,
      InvoiceStatus: 21,
    });
    expect((await exact.put('salesorder/SalesOrders', order, { Description: 'late' })).status).toBe(500);
  });

  it('cannot deliver an order that waits for approval', async () => {
    await exact.put('salesorder/SalesOrders', order, { ApprovalStatus: 0 });
    await expect(does('deliveries', { order })).rejects.toThrow(/waits for approval/);
  });

  it('cancel an order: it stays, with nothing of it planned, and changes no more', async () => {
    await does('cancellations', { order });
    expect(await stock()).toEqual({ InStock: 10, PlanningOut: 0 });
    expect(await read('salesorder/SalesOrders', order, 'Status')).toEqual({ Status: 45 });
    expect((await exact.put('salesorder/SalesOrders', order, { Description: 'late' })).status).toBe(500);
  });

  it('merge an account into another: its orders, contacts and addresses move there, and it is deleted', async () => {
    await exact.post('crm/Contacts', { Account: debtor, LastName: 'Jansen' });
    await exact.post('crm/Addresses', { Account: debtor, Type: 4, AddressLine1: 'Voorbeeldstraat 1' });
    const into = String((await exact.post('crm/Accounts', { Name: 'Jansen B.V.', Status: 'C' })).d['ID']);
    await does(`accounts/${debtor}`, { into });
    expect((await exact.get(`crm/Accounts(guid'${debtor}')`, { $select: 'ID' })).status).toBe(404);
    expect(await read('salesorder/SalesOrders', order, 'OrderedBy,DeliverTo')).toEqual({
      OrderedBy: into,
      DeliverTo: into,
    });
    for (const list of ['crm/Contacts', 'crm/Addresses'])
      expect(resultsOf(await exact.get(list, { $select: 'ID', $filter: `Account eq guid'${into}'` }))).toHaveLength(1);
    const gone = await exact.get('sync/Deleted', { $select: 'EntityKey,EntityType', $filter: 'EntityType eq 2' });
    expect(resultsOf(gone)).toMatchObject([{ EntityKey: debtor, EntityType: 2 }]);
  });

  it('remove a person on request: the account stays without names, and takes neither changes nor orders', async () => {
    const contact = String((await exact.post('crm/Contacts', { Account: debtor, LastName: 'Jansen' })).d['ID']);
    await does('anonymisations', { account: debtor });
    expect(await read('crm/Accounts', debtor, 'Name,City,Email,IsAnonymised')).toEqual({
      Name: 'Geanonimiseerd',
      City: null,
      Email: null,
      IsAnonymised: 1,
    });
    expect((await read('crm/Contacts', contact, 'LastName'))['LastName']).toBe('Geanonimiseerd');
    expect((await exact.put('crm/Accounts', debtor, { Name: 'Jansen' })).message).toBe('Ongeldig: IsAnonymised');
    const { order: body } = await exact.sale('SKU-2');
    expect((await exact.post('salesorder/SalesOrders', { ...body, OrderedBy: debtor })).message).toBe(
      'Ongeldig: OrderedBy',
    );
  });

  it('block a VAT code, and make one, whose percentage has a history', async () => {
    const codes = resultsOf(await exact.get('vat/VATCodes', { $select: 'ID,Code', $filter: "trim(Code) eq '2'" }));
    await exact.control('PUT', `/divisions/101/vatcodes/${String(codes[0]!['ID'])}`, { IsBlocked: true });
    const { order: body } = await exact.sale('SKU-3');
    expect((await exact.post('salesorder/SalesOrders', body)).message).toBe('Ongeldige referentie: VATCode');
    const { id } = await does('vatcodes', {
      code: 'LU',
      description: 'OSS Luxemburg 17 %',
      type: 'I',
      percentage: 0.17,
      oss: 'LU',
    });
    const history = async (key: unknown): Promise<unknown> =>
      resultsOf(
        await exact.get('vat/VatPercentages', {
          $select: 'Percentage,EndDate',
          $filter: `VATCodeID eq guid'${String(key)}'`,
        }),
      ).map(({ Percentage, EndDate }) => [Percentage, EndDate]);
    expect(await history(id)).toEqual([[0.17, null]]);
    expect(new Set((await history(codes[0]!['ID'])) as unknown[])).toEqual(
      new Set([
        [0.19, `/Date(${Date.UTC(2012, 8, 30)})/`],
        [0.21, null],
      ]),
    );
  });

  it('open another division in the browser, and lose divisions and rights', async () => {
    await exact.control('POST', '/divisions', { code: 102 });
    const current = async (): Promise<unknown> =>
      resultsOf(await exact.get('/api/v1/current/Me', { $select: 'CurrentDivision' }))[0]!['CurrentDivision'];
    await exact.control('PUT', '/users/piet', { divisions: [101, 102], currentDivision: 102 });
    expect(await current()).toBe(102);
    await exact.control('PUT', '/users/piet', { divisions: [102], rights: ['Crm accounts'] });
    expect((await exact.get('crm/Accounts', { $select: 'ID', $filter: "Name eq 'X'" })).status).toBe(403);
    expect((await exact.get('/api/v1/102/crm/Accounts', { $select: 'ID', $filter: "Name eq 'X'" })).status).toBe(200);
    expect((await exact.get('/api/v1/102/vat/VATCodes', { $select: 'ID' })).status).toBe(403);
  });

  it('start a conversion, and end it', async () => {
    const status = async (): Promise<unknown> =>
      (await exact.get('system/Divisions(101)', { $select: 'BlockingStatus' })).d['BlockingStatus'];
    await exact.control('PUT', '/divisions/101/blocking', { status: 100 });
    expect(await status()).toBe(100);
    await exact.control('PUT', '/divisions/101/blocking', { status: 0 });
    expect(await status()).toBe(0);
  });

  it('have a licence without trade: neither stock nor sales orders', async () => {
    await exact.control('POST', '/divisions', { code: 103, packageCode: 'Accounting', customer: 'Ander B.V.' });
    await exact.control('PUT', '/users/piet', { divisions: [101, 103], currentDivision: 103 });
    const [me] = resultsOf(await exact.get('/api/v1/current/Me', { $select: 'PackageCode' }));
    expect(me!['PackageCode']).toBe('Accounting');
    const feed = { $select: 'ItemCode', $filter: 'Timestamp gt 1L' };
    expect((await exact.get('/api/v1/103/sync/Inventory/StockPositions', feed)).status).toBe(403);
    expect((await exact.call('POST', '/api/v1/103/salesorder/SalesOrders', {}, {})).status).toBe(403);
    const lamp = { Code: 'LAMP', Description: 'Lamp', IsStockItem: true };
    expect((await exact.call('POST', '/api/v1/103/logistics/Items', {}, lamp)).message).toBe('Ongeldig: IsStockItem');
  });

  it('have more divisions in the licence than a user may open', async () => {
    await exact.control('POST', '/divisions', { code: 102 });
    await exact.control('POST', '/divisions', { code: 103, customer: 'Ander B.V.' });
    const codes = async (path: string, query: Record<string, string> = {}): Promise<unknown[]> =>
      resultsOf(await exact.get(path, { $select: 'Code', ...query })).map(({ Code }) => Code);
    expect(await codes('system/Divisions')).toEqual([101]);
    expect(await codes('system/AllDivisions')).toEqual([101, 102]);
    expect(await codes('system/AllDivisions', { $filter: 'Code eq 102' })).toEqual([102]);
    expect((await exact.get('system/Divisions(101)', { $select: 'Code' })).d['Code']).toBe(101);
  });
});
