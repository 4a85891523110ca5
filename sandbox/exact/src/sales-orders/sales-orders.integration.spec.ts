import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage } from '../testing/stage.js';

describe('Sales orders of Exact Online (exact-online 9 to 11)', () => {
  let exact: Stage;
  let sale: Awaited<ReturnType<Stage['sale']>>;
  let count = 0;
  beforeAll(async () => {
    exact = await Stage.start();
  });
  afterAll(() => exact.close());
  beforeEach(async () => {
    sale = await exact.sale(`SKU-${count++}`);
  });

  const make = (order: object = {}) => exact.post('salesorder/SalesOrders', { ...sale.order, ...order });
  const line = (fields: object) => ({ Item: sale.item, Quantity: 1, NetPrice: 10, ...fields });
  const linesOf = async (order: unknown) =>
    resultsOf(
      await exact.get('salesorder/SalesOrderLines', {
        $select: 'ID,LineNumber,Quantity,NetPrice,AmountFC,VATCode,VATPercentage,VATAmount,Description',
        $filter: `OrderID eq guid'${String(order)}'`,
        $orderby: 'LineNumber',
      }),
    );
  const orderOf = async (id: unknown) => (await exact.get(`salesorder/SalesOrders(guid'${String(id)}')`)).d;
  const stockOf = async () =>
    resultsOf(
      await exact.get('sync/Inventory/StockPositions', {
        $select: 'ItemId,Timestamp,CurrentStock,PlanningIn,PlanningOut,FreeStock,ProjectedStock,WarehouseCode',
      }),
    ).find(({ ItemId }) => ItemId === sale.item);

  it('makes an order with its lines; it is open, numbered, and delivered to who ordered it', async () => {
    const { status, d } = await make();
    expect(status).toBe(201);
    expect(d).toMatchObject({
      OrderedBy: sale.debtor,
      DeliverTo: sale.debtor,
      InvoiceTo: sale.debtor,
      Status: 12,
      DeliveryStatus: 12,
      InvoiceStatus: 12,
      OrderNumber: expect.any(Number),
      OrderDate: `/Date(${Date.parse('2026-11-23T00:00:00Z')})/`,
    });
    expect(await linesOf(d['OrderID'])).toMatchObject([
      { LineNumber: 1, Quantity: 2, NetPrice: 12.1, AmountFC: 24.2, VATCode: '2  ', Description: 'Lamp' },
    ]);
  });

  it.each([
    ['a code of type I reads the price as gross', [{ NetPrice: 12.1, VATCode: '2' }], 12.1, 10],
    ['a code of type E reads it as net', [{ NetPrice: 10, VATCode: '4' }], 12.1, 10],
    ['a code of type N adds nothing', [{ NetPrice: 10, VATCode: '6' }], 10, 10],
    ['3 × 9.99 at 21 % gross', [{ Quantity: 3, NetPrice: 9.99, VATCode: '2' }], 29.97, 24.77],
    ['3 × 9.99 at 9 % net', [{ Quantity: 3, NetPrice: 9.99, VATCode: '3' }], 32.67, 29.97],
    [
      'rates side by side',
      [
        { NetPrice: 10.9, VATCode: '1' },
        { NetPrice: 11.9, VATCode: 'DE' },
      ],
      22.8,
      20,
    ],
    [
      'a negative line',
      [
        { NetPrice: 12.1, VATCode: '2' },
        { NetPrice: -1.21, VATCode: '2' },
      ],
      10.89,
      9,
    ],
  ])('reckons totals: %s', async (_, lines, incl, excl) => {
    const { d } = await make({ SalesOrderLines: lines.map(line) });
    expect(d).toMatchObject({ AmountFC: incl, AmountFCExclVat: excl });
  });

  it('takes the VAT code of the item where the line has none, and shows percentage and amount', async () => {
    const { d } = await make({ SalesOrderLines: [line({ NetPrice: 12.1 })] });
    expect(await linesOf(d['OrderID'])).toMatchObject([{ VATCode: '2  ', VATPercentage: 0.21, VATAmount: 2.1 }]);
  });

  it('reckons the net price from unit price and discount', async () => {
    const { d } = await make({ SalesOrderLines: [{ Item: sale.item, Quantity: 1, UnitPrice: 20, Discount: 0.25 }] });
    expect(d['AmountFC']).toBe(15);
  });

  it('accepts a second order with the same YourRef, but not with the same number', async () => {
    const first = await make({ OrderNumber: 770_000 + count });
    expect((await make()).status).toBe(201);
    const found = await exact.get('salesorder/SalesOrders', {
      $select: 'OrderID',
      $filter: "YourRef eq '405-1234567-1234567'",
    });
    expect(resultsOf(found).length).toBeGreaterThan(1);
    expect((await make({ OrderNumber: first.d['OrderNumber'] })).message).toBe('Verkoopordernummer: Bestaat reeds');
  });

  it.each([
    ['no lines', { SalesOrderLines: [] }, 'Verplicht: SalesOrderLines'],
    ['an unknown payment condition', { PaymentCondition: 'ZZ' }, 'Ongeldige referentie: PaymentCondition'],
    ['a currency that is not active', { Currency: 'XAU' }, 'Ongeldige referentie: Currency'],
    ['a reference that is too long', { YourRef: 'x'.repeat(31) }, 'Te lang: YourRef'],
    ['an approval that is none', { ApprovalStatus: 7 }, 'Ongeldig: ApprovalStatus'],
  ])('refuses %s', async (_, fields, message) => {
    expect(await make(fields)).toMatchObject({ status: 500, message });
  });

  it('refuses a debtor who is no customer, is blocked or has ended', async () => {
    for (const [change, message] of [
      [{ Status: 'P' }, 'Ongeldig: OrderedBy'],
      [{ Status: 'C', Blocked: true }, 'Geblokkeerd: OrderedBy'],
      [{ Blocked: false, EndDate: '2026-11-22' }, 'Ongeldig: OrderedBy'],
    ] as const) {
      await exact.put('crm/Accounts', sale.debtor, change);
      expect((await make()).message).toBe(message);
    }
    await exact.put('crm/Accounts', sale.debtor, { EndDate: '2026-11-23' });
    expect((await make()).status).toBe(201);
  });

  it('refuses an item that is not for sale or has ended, an unknown VAT code, and a rate that does not fit the code', async () => {
    const withLine = (fields: object) => make({ SalesOrderLines: [line(fields)] });
    expect((await withLine({ VATCode: 'ZZ' })).message).toBe('Ongeldige referentie: VATCode');
    expect((await withLine({ VATPercentage: 0.09 })).message).toBe('Ongeldig: VATPercentage');
    await exact.put('logistics/Items', sale.item, { EndDate: '2026-01-01' });
    expect((await withLine({})).message).toBe('Ongeldig: Item');
    await exact.put('logistics/Items', sale.item, { EndDate: null, IsSalesItem: false });
    expect((await withLine({})).message).toBe('Ongeldig: Item');
  });

  it('raises planned outgoing stock at once, and the row version with it; the stock itself stays', async () => {
    await exact.control('POST', '/divisions/101/stock', {
      itemCode: `SKU-${count - 1}`,
      warehouse: '1',
      currentStock: 10,
      planningIn: 5,
    });
    const before = await stockOf();
    const { d } = await make();
    const after = await stockOf();
    expect(after).toMatchObject({ CurrentStock: 10, PlanningOut: 2, FreeStock: 8, ProjectedStock: 13 });
    expect(Number(after!['Timestamp'])).toBeGreaterThan(Number(before!['Timestamp']));
    const one = await exact.get('read/logistics/StockPosition', { itemId: `guid'${sale.item}'` });
    expect(one.d).toMatchObject([{ InStock: 10, PlanningOut: 2, PlanningIn: 5, ProjectedStock: 13 }]);
    const [place] = resultsOf(
      await exact.get('inventory/ItemWarehouses', {
        $select: 'CurrentStock,PlannedStockOut,PlannedStockIn,WarehouseCode',
        $filter: `Item eq guid'${sale.item}'`,
      }),
    );
    expect(place).toMatchObject({ CurrentStock: 10, PlannedStockOut: 2, PlannedStockIn: 5, WarehouseCode: '1' });
    await exact.delete('salesorder/SalesOrders', d['OrderID']);
    expect(await stockOf()).toMatchObject({ CurrentStock: 10, PlanningOut: 0 });
  });

  it('shows no stock in the feed of places, only their settings', async () => {
    await make();
    expect((await exact.get('sync/Inventory/ItemWarehouses', { $select: 'ID,Item,ReservedStock' })).status).toBe(200);
    expect((await exact.get('sync/Inventory/ItemWarehouses', { $select: 'CurrentStock' })).status).toBe(400);
  });

  it('plans nothing for an item without stock', async () => {
    await exact.put('logistics/Items', sale.item, { IsStockItem: false });
    await make();
    expect(await stockOf()).toBeUndefined();
  });

  it('adds, changes and removes lines; totals and plan follow; the last line stays', async () => {
    const { d } = await make();
    const OrderID = d['OrderID'];
    const added = await exact.post('salesorder/SalesOrderLines', {
      ...line({ VATCode: '2', NetPrice: 1.21 }),
      OrderID,
    });
    expect([added.status, added.d['LineNumber']]).toEqual([201, 2]);
    expect(await orderOf(OrderID)).toMatchObject({ AmountFC: 25.41 });
    await exact.put('salesorder/SalesOrderLines', added.d['ID'], { Quantity: 3, VATCode: '4' });
    expect(await orderOf(OrderID)).toMatchObject({ AmountFC: 28.59, AmountFCExclVat: 23.63 });
    expect(await stockOf()).toMatchObject({ PlanningOut: 5 });
    const [first] = await linesOf(OrderID);
    await exact.delete('salesorder/SalesOrderLines', first!['ID']);
    expect(await stockOf()).toMatchObject({ PlanningOut: 3 });
    expect((await exact.delete('salesorder/SalesOrderLines', added.d['ID'])).message).toBe(
      'Verplicht: SalesOrderLines',
    );
  });

  it('takes the plan to another warehouse with the order', async () => {
    const { d } = await make();
    const [fba] = resultsOf(await exact.get('inventory/Warehouses', { $select: 'ID', $filter: "Code eq 'FBA'" }));
    await exact.put('salesorder/SalesOrders', d['OrderID'], { WarehouseID: fba!['ID'], Description: 'Verplaatst' });
    const rows = resultsOf(
      await exact.get('sync/Inventory/StockPositions', { $select: 'ItemId,WarehouseCode,PlanningOut' }),
    ).filter(({ ItemId }) => ItemId === sale.item);
    expect(Object.fromEntries(rows.map((row) => [row['WarehouseCode'], row['PlanningOut']]))).toEqual({ 1: 0, FBA: 2 });
    expect(await orderOf(d['OrderID'])).toMatchObject({ Description: 'Verplaatst', AmountFC: 24.2 });
  });

  it('does not let status, number or debtor be written, nor a completed order be changed or deleted', async () => {
    const { d } = await make();
    await exact.put('salesorder/SalesOrders', d['OrderID'], { Status: 45, OrderNumber: 1, OrderedBy: sale.debtor });
    expect(await orderOf(d['OrderID'])).toMatchObject({ Status: 12, OrderNumber: d['OrderNumber'] });
    const done = { OrderID: d['OrderID'], CompleteDelivery: true, CompleteInvoice: true };
    expect((await exact.post('salesorder/CompleteSalesOrder', done)).status).toBe(201);
    expect(await orderOf(d['OrderID'])).toMatchObject({ Status: 21, DeliveryStatus: 21, InvoiceStatus: 21 });
    expect(await stockOf()).toMatchObject({ PlanningOut: 0 });
    expect((await exact.put('salesorder/SalesOrders', d['OrderID'], { YourRef: 'x' })).status).toBe(500);
    expect((await exact.delete('salesorder/SalesOrders', d['OrderID'])).message).toBe('In gebruik: OrderID');
  });

  it('feeds headers and lines by row version, with ID, and tells of deleted ones', async () => {
    const { d } = await make();
    const headers = await exact.get('sync/SalesOrder/SalesOrderHeaders', { $select: 'ID,OrderID,YourRef,AmountFC' });
    expect(resultsOf(headers).at(-1)).toMatchObject({ ID: d['OrderID'], OrderID: d['OrderID'], AmountFC: 24.2 });
    const [own] = await linesOf(d['OrderID']);
    await exact.delete('salesorder/SalesOrders', d['OrderID']);
    const deleted = resultsOf(await exact.get('sync/Deleted', { $select: 'EntityType,EntityKey' }));
    expect(deleted.slice(-2)).toMatchObject([
      { EntityType: 33, EntityKey: own!['ID'] },
      { EntityType: 32, EntityKey: d['OrderID'] },
    ]);
  });

  it('gives a row version to start with for a date, for the feeds that have one', async () => {
    const { d } = await make();
    const start = async (endPoint: string, modified: string) =>
      exact.get('read/sync/Sync/SyncTimestamp', { endPoint: `'${endPoint}'`, modified: `datetime'${modified}'` });
    const [version] = resultsOf(await start('SalesOrderHeaders', '2026-11-23'));
    const $filter = `Timestamp gt ${String(version!['TimeStampAsBigInt'])}L`;
    const rows = resultsOf(await exact.get('sync/SalesOrder/SalesOrderHeaders', { $select: 'ID', $filter }));
    expect(rows.map(({ ID }) => ID)).toContain(d['OrderID']);
    expect((await start('Accounts', '2026-11-23')).status).toBe(400);
  });

  it('needs no open period, while an entry needs its year and an open month', async () => {
    await exact.control('POST', '/divisions/101/closed', { year: 2026, month: 10 });
    expect((await make({ OrderDate: '2026-10-05' })).status).toBe(201);
    const entry = (EntryDate: string) =>
      exact.post('salesentry/SalesEntries', {
        Journal: '70',
        Customer: sale.debtor,
        EntryDate,
        SalesEntryLines: [{ AmountFC: 10 }],
      });
    expect(await entry('2026-10-05')).toMatchObject({ status: 500, message: 'Periode is afgesloten: 2026-10' });
    expect((await entry('2026-11-05')).status).toBe(201);
    expect((await entry('2019-11-05')).message).toBe('Ongeldige referentie: ReportingYear');
    await exact.control('POST', '/divisions/101/closed', { year: 2026 });
    expect((await entry('2026-11-05')).message).toBe('Periode is afgesloten: 2026-11');
  });
});
