import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resultsOf, Stage, type Query } from '../testing/stage.js';

describe('Pages and feeds of Exact Online (exact-online 4 and 6)', () => {
  let exact: Stage;
  const ids: string[] = [];
  beforeAll(async () => {
    exact = await Stage.start();
    for (let count = 0; count < 1_010; count++) {
      const { d } = await exact.post('crm/Accounts', { Name: `Klant ${count}`, Status: count % 2 === 0 ? 'C' : 'A' });
      ids.push(String(d['ID']));
    }
  });
  afterAll(() => exact.close());

  /** Every page, by following the links as they are given. */
  const pages = async (path: string, query: Query, between = async (): Promise<void> => undefined) => {
    const sizes: number[] = [];
    const rows: Record<string, unknown>[] = [];
    for (let reply = await exact.get(path, query); ;) {
      sizes.push(resultsOf(reply).length);
      rows.push(...resultsOf(reply));
      const next = (reply.d as unknown as { __next?: string }).__next;
      if (next === undefined) return { sizes, rows };
      await between();
      reply = await exact.get(next);
    }
  };

  it('pages ordinary lists by 60, with a link that carries the question', async () => {
    const { sizes, rows } = await pages('crm/Accounts', { $select: 'ID', $filter: "Status eq 'C'" });
    expect(sizes).toEqual([...Array.from({ length: 8 }, () => 60), 25]);
    expect(new Set(rows.map(({ ID }) => ID)).size).toBe(505);
  });

  it('goes on behind the last row even when that row is gone', async () => {
    const first = await exact.get('crm/Accounts', { $select: 'ID', $filter: "Status eq 'A'" });
    const last = String(resultsOf(first).at(-1)!['ID']);
    await exact.delete('crm/Accounts', last);
    const next = await exact.get((first.d as unknown as { __next: string }).__next);
    const seen = new Set(resultsOf(first).map(({ ID }) => ID));
    expect(resultsOf(next).filter(({ ID }) => seen.has(ID))).toEqual([]);
  });

  it('keeps an order over the pages', async () => {
    const { rows } = await pages('crm/Accounts', {
      $select: 'Name',
      $filter: "Status eq 'C'",
      $orderby: 'Name desc',
    });
    const names = rows.map(({ Name }) => String(Name));
    expect(names).toEqual([...names].sort().reverse());
    expect(names).toHaveLength(505);
  });

  it('pages bulk lists by 1,000; they demand $select and a filter and know no $skip', async () => {
    const asked = { $select: 'ID', $filter: "Country eq null or Status ne 'X'" };
    expect((await pages('bulk/CRM/Accounts', asked)).sizes).toEqual([1_000, 9]);
    expect((await exact.get('bulk/CRM/Accounts', { $top: '1', $filter: "Status eq 'C'" })).status).toBe(400);
    expect((await exact.get('bulk/CRM/Accounts', { ...asked, $skip: '1' })).status).toBe(400);
  });

  it('feeds by row version, 1,000 a page; a row that changes meanwhile comes again, none is left out', async () => {
    let changed = false;
    const { sizes, rows } = await pages('sync/CRM/Accounts', { $select: 'ID,Timestamp' }, async () => {
      if (!changed) await exact.put('crm/Accounts', ids[0]!, { Remarks: 'changed' });
      changed = true;
    });
    expect(sizes).toEqual([1_000, 10]);
    expect(new Set(rows.map(({ ID }) => ID)).size).toBe(1_009);
    expect(typeof rows[0]!['Timestamp']).toBe('string');
    const versions = rows.map(({ Timestamp }) => BigInt(String(Timestamp)));
    expect(versions.every((version, index) => index === 0 || version > versions[index - 1]!)).toBe(true);
  });

  it('gives only what changed since a row version', async () => {
    const all = await pages('sync/CRM/Accounts', { $select: 'Timestamp' });
    const highest = String(all.rows.at(-1)!['Timestamp']);
    await exact.put('crm/Accounts', ids[5]!, { Remarks: 'x' });
    const { rows } = await pages('sync/CRM/Accounts', { $select: 'ID', $filter: `Timestamp gt ${highest}L` });
    expect(rows).toMatchObject([{ ID: ids[5] }]);
  });

  it('filters a feed by Timestamp alone, and selects by name', async () => {
    expect((await exact.get('sync/CRM/Accounts', { $select: 'ID', $filter: "Name eq 'x'" })).status).toBe(400);
    expect((await exact.get('sync/CRM/Accounts', { $select: '*' })).status).toBe(400);
    expect((await exact.get('sync/CRM/Accounts', {})).status).toBe(400);
    expect((await exact.get('sync/CRM/Accounts', { $select: 'Nonsense' })).status).toBe(400);
    expect((await exact.post('sync/CRM/Accounts', {})).status).toBe(404);
  });

  it('tells of deleted records in sync/Deleted, by type, for two months', async () => {
    const { d } = await exact.post('crm/Accounts', { Name: 'Weg' });
    await exact.post('crm/Contacts', { Account: d['ID'], LastName: 'Weg' });
    await exact.delete('crm/Accounts', d['ID']);
    const asked = { $select: 'EntityType,EntityKey,Timestamp', $filter: 'Timestamp gt 1L and EntityType eq 2' };
    expect(resultsOf(await exact.get('sync/Deleted', asked)).at(-1)).toMatchObject({
      EntityType: 2,
      EntityKey: d['ID'],
    });
    const contacts = { ...asked, $filter: 'EntityType eq 5' };
    expect(resultsOf(await exact.get('sync/Deleted', contacts))).toHaveLength(1);
    await exact.advance(70 * 86_400);
    await exact.logIn({ userId: 'later', refreshToken: 'later', divisions: [101] });
    expect(resultsOf(await exact.get('sync/Deleted', contacts))).toHaveLength(0);
  });

  it('gives every record a new row version when the division moves, and says so', async () => {
    await exact.control('POST', '/divisions/101/move', {});
    const [division] = resultsOf(await exact.get('system/Divisions', { $select: 'DivisionMoveDate' }));
    expect(division!['DivisionMoveDate']).toMatch(/^\/Date\(/);
    expect(resultsOf(await exact.get('sync/Deleted', { $select: 'ID' }))).toHaveLength(0);
  });
});
