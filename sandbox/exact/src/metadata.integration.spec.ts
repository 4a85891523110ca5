import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ResourceDefinition } from './odata/field-definitions.js';
import { bulkLists, feeds, resources } from './resources/resource-definitions.js';
import { resultsOf, Stage } from './testing/stage.js';

interface MetadataField {
  readonly name: string;
  readonly type: string;
  readonly post: boolean | null;
  readonly put: boolean | null;
  readonly mandatoryOnPost?: boolean;
  readonly status?: string;
}

interface MetadataResource {
  readonly resource: string;
  readonly scope?: string;
  readonly methods: readonly string[];
  readonly fields?: readonly MetadataField[];
}

const folder = join(import.meta.dirname, '../../../../shared/reference/exact-metadata');
const present = existsSync(folder);
const named = 'What Exact publishes of its fields (reference/exact-metadata)';
const read = (file: string): unknown => (present ? JSON.parse(readFileSync(join(folder, file), 'utf8')) : undefined);
const published = (read('resources.json') as { resources: MetadataResource[] } | undefined)?.resources ?? [];
const lengths = (read('limits.json') as { limits: { resource: string; field: string; max: number }[] } | undefined)
  ?.limits;

/** What stands in no published list: it is documented elsewhere, or was left out of it. */
const UNPUBLISHED = new Set(['financial/FinancialPeriods']);
/** What the reference says although the lists differ: fields that may be sent but not changed. */
const MANDATORY_BY_PRACTICE = new Set([
  'crm/Addresses.Account',
  'logistics/SalesItemPrices.Item',
  'salesentry/SalesEntries.Journal',
  'salesentry/SalesEntries.Customer',
  'salesentry/SalesEntries.SalesEntryLines',
]);

if (!present) process.stderr.write(`skipped: "${named}": there is no ${folder}\n`);

(present ? describe : describe.skip)(named, () => {
  const metadataOf = (path: string): Map<string, MetadataField> =>
    new Map(published.find(({ resource }) => resource === path)?.fields?.map((field) => [field.name, field]));
  const defined = Object.entries(resources).filter(([path]) => !UNPUBLISHED.has(path));

  describe.each(defined)('%s', (path, resource) => {
    const fields = metadataOf(path);
    const own = Object.entries(resource.fields);

    it('has fields that exist, with their type', () => {
      for (const [name, field] of own) {
        const type = fields
          .get(name)
          ?.type.replace('Edm.', '')
          .replace(/^Collection.*/, 'Collection');
        expect([name, type]).toEqual([name, field.type]);
        expect([name, fields.get(name)!.status]).not.toEqual([name, 'only-2022']);
      }
    });

    it('takes on creation and in a change only what may be sent there', () => {
      for (const [name, field] of own) {
        if (resource.methods.includes('POST') && field.access !== 'R')
          expect([name, fields.get(name)!.post]).toEqual([name, true]);
        if (resource.methods.includes('PUT') && field.access === undefined)
          expect([name, fields.get(name)!.put]).toEqual([name, true]);
      }
    });

    it('demands what is mandatory, and nothing else but what practice demands', () => {
      if (!resource.methods.includes('POST')) return;
      const ours = own.filter(([, field]) => field.mandatory === true).map(([name]) => name);
      const theirs = [...fields.values()]
        .filter(({ mandatoryOnPost }) => mandatoryOnPost === true)
        .map(({ name }) => name);
      expect(ours.filter((name) => !MANDATORY_BY_PRACTICE.has(`${path}.${name}`)).sort()).toEqual(
        theirs.filter((name) => ours.includes(name)).sort(),
      );
      expect(theirs.filter((name) => !ours.includes(name))).toEqual([]);
    });

    it('has methods and a permission group that are published', () => {
      const one = published.find(({ resource }) => resource === path)!;
      expect(one.methods).toEqual(expect.arrayContaining([...resource.methods]));
      expect(resource.right).toBe(one.scope);
    });
  });

  it.each(Object.entries(feeds))('%s shows only fields that exist there', (path, resource) => {
    const fields = metadataOf(path);
    const type = (name: string): string | undefined => fields.get(name)?.type.replace('Edm.', '');
    expect(Object.keys(resource.fields).filter((name) => type(name) === undefined)).toEqual([]);
    expect(type('Timestamp')).toBe('Int64');
  });

  it('serves bulk lists that are published', () => {
    expect(published.map(({ resource }) => resource)).toEqual(expect.arrayContaining(Object.keys(bulkLists)));
  });

  it('keeps to every known length', () => {
    for (const { resource, field, max } of lengths!) {
      const definition = resources[resource]?.fields[field];
      if (definition !== undefined && !(field === 'AddressLine2' && resource === 'crm/Contacts'))
        expect([resource, field, definition.length]).toEqual([resource, field, max]);
    }
  });

  describe('answers over HTTP', () => {
    let exact: Stage;
    beforeAll(async () => {
      exact = await Stage.start({ user: { userId: '6f1c2f52-7d0e-4a3b-a1c7-2f0f4a1b9c11' } });
      const { order, debtor, item } = await exact.sale();
      await exact.post('salesorder/SalesOrders', order);
      await exact.post('crm/Contacts', { Account: debtor, LastName: 'Jansen' });
      await exact.post('crm/Addresses', { Account: debtor, Type: 4, AddressLine1: 'Kade 1' });
      await exact.post('logistics/SalesItemPrices', { Item: item, Price: 5 });
      await exact.post('salesentry/SalesEntries', {
        Journal: '70',
        Customer: debtor,
        SalesEntryLines: [{ AmountFC: 1 }],
      });
      const { d } = await exact.post('crm/Accounts', { Name: 'Weg' });
      await exact.delete('crm/Accounts', d['ID']);
    });
    afterAll(() => exact.close());

    const check = (path: string, rows: readonly Record<string, unknown>[], least = 1): void => {
      const fields = metadataOf(path);
      expect(rows.length).toBeGreaterThanOrEqual(least);
      for (const row of rows)
        for (const [name, value] of Object.entries(row)) {
          if (name === '__metadata') continue;
          expect({ path, name, value: fits(fields.get(name)?.type, value) }).toEqual({ path, name, value: true });
        }
    };
    const every = (resource: ResourceDefinition, extra: string[] = []): string =>
      [...Object.keys(resource.fields), ...extra].join(',');

    it.each(defined.filter(([path]) => path !== 'webhooks/WebhookSubscriptions'))('%s', async (path, resource) => {
      const reply = await exact.get(path, { $select: every(resource), $filter: `${resource.key} ne null` });
      check(path, resultsOf(reply));
    });

    it.each(Object.entries(feeds))('%s', async (path, resource) => {
      check(path, resultsOf(await exact.get(path, { $select: every(resource, ['Timestamp']) })));
    });

    it('current/Me, system/Divisions, sync/Deleted and the stock of an item', async () => {
      check('current/Me', resultsOf(await exact.get('/api/v1/current/Me')));
      check('system/Divisions', resultsOf(await exact.get('system/Divisions')));
      const deleted = { $select: 'Timestamp,ID,EntityType,EntityKey,DeletedDate,DeletedBy,Division' };
      check('sync/Deleted', resultsOf(await exact.get('sync/Deleted', deleted)));
      const [item] = resultsOf(await exact.get('logistics/Items', { $select: 'ID', $filter: "Code eq 'SKU-1'" }));
      const stock = await exact.get('read/logistics/StockPosition', { itemId: `guid'${String(item!['ID'])}'` });
      check('read/logistics/StockPosition', resultsOf(stock));
      const version = { endPoint: "'SalesOrderLines'", modified: "datetime'2026-11-01'" };
      check('read/sync/Sync/SyncTimestamp', resultsOf(await exact.get('read/sync/Sync/SyncTimestamp', version)));
    });
  });
});

/** Whether a value is what its Edm type looks like in JSON. */
function fits(type: string | undefined, value: unknown): boolean {
  if (type === undefined) return false;
  if (value === null) return true;
  switch (type) {
    case 'Edm.Guid':
      return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
    case 'Edm.String':
      return typeof value === 'string';
    case 'Edm.DateTime':
      return typeof value === 'string' && /^\/Date\(-?\d+\)\/$/.test(value);
    case 'Edm.Boolean':
      return typeof value === 'boolean';
    case 'Edm.Int64':
      return typeof value === 'string' && /^\d+$/.test(value);
    case 'Edm.Byte':
    case 'Edm.Int16':
    case 'Edm.Int32':
      return Number.isInteger(value);
    case 'Edm.Double':
      return typeof value === 'number';
    default:
      return typeof value === 'object' && '__deferred' in value;
  }
}
