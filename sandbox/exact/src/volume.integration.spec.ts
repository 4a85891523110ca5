import { Random } from '@connector/simulation';
import { describe, expect, it } from '@jest/globals';
import { resources } from './resources/resource-definitions.js';
import { readFeed } from './odata/read-feed.js';
import { listRecords } from './odata/read-records.js';
import { standardDivision } from './divisions/standard-division.js';
import { createRecord } from './resources/write-record.js';

describe('A division with 10,000 items and 100,000 orders', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  const writer = { language: 'nl', now } as const;
  const division = standardDivision({ code: 101 }, new Random(1), now);
  const { ID: debtor } = createRecord(division, 'crm/Accounts', { Name: 'Jansen', Status: 'C' }, writer);
  const items = Array.from({ length: 10_000 }, (_, index) =>
    createRecord(
      division,
      'logistics/Items',
      { Code: `SKU-${index}`, Description: 'Lamp', IsSalesItem: true, IsStockItem: true, SalesVatCode: '2' },
      writer,
    ),
  );
  for (let index = 0; index < 100_000; index++) {
    // stored as they would stand there: making them one by one would take this test half a minute
    const id = `00000000-0000-4000-a000-${String(index).padStart(12, '0')}`;
    const order = { OrderID: id, ID: id, OrderedBy: debtor, OrderNumber: 2_000 + index, YourRef: `R-${index}` };
    division.put('SalesOrders', id, order);
    division.put('SalesOrderLines', id, { ID: id, OrderID: id, Item: items[index % 10_000]!['ID'], Quantity: 1 });
  }
  const showing = (path: string) => ({ division, resource: resources[path]!, uri: 'http://sandbox', now });
  const millisecondsOf = (work: () => void): number => {
    const started = performance.now();
    for (let time = 0; time < 20; time++) work();
    return (performance.now() - started) / 20;
  };

  it.each(["YourRef eq 'R-77777'", "YourRef eq 'R-nowhere'"])('looks an order up without delay: %s', ($filter) => {
    const query = new URLSearchParams({ $select: 'OrderID,AmountFC', $filter });
    const milliseconds = millisecondsOf(() => listRecords(showing('salesorder/SalesOrders'), query, 'single'));
    expect(milliseconds).toBeLessThan(25);
  });

  it('feeds the changes of 100,000 orders within a blink', () => {
    const query = new URLSearchParams({ $select: 'OrderID', $filter: `Timestamp gt ${division.lastVersion - 10n}L` });
    expect(millisecondsOf(() => readFeed(showing('salesorder/SalesOrders'), query))).toBeLessThan(1_000);
  });

  it('takes another order as quickly as the first', () => {
    const SalesOrderLines = [{ Item: items[0]!['ID'], Quantity: 1, NetPrice: 12.1 }];
    const body = { OrderedBy: debtor, YourRef: 'R-new', OrderNumber: null, SalesOrderLines };
    expect(millisecondsOf(() => createRecord(division, 'salesorder/SalesOrders', body, writer))).toBeLessThan(50);
  });
});
