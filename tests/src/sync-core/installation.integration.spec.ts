import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  amazonConnectionChangedV1,
  backfillAmazonOrdersV1,
  exactConnectionChangedV1,
  fetchExactMasterDataV1,
} from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { RecheckDivisionsJob } from '@connector/sync-core/installation/recheck-divisions.job';
import { until } from '../bus/support/until.js';
import { buyer, masterData, orderUpdate, settings } from './invented.js';
import { connectionRequest, setStage, type Stage } from './stage.js';
import { willingPlatforms } from './willing-platforms.js';

describe('The installation of a connection', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_installation');
  });
  afterAll(() => stage.stop());

  it('V1, V2: tells all faults at once, and works when they are mended', async () => {
    const { id } = await stage.api.send<{ id: string }>('POST', '/connections', {
      ...connectionRequest({ sellerId: 'A000INSTAL1', division: 400_001 }),
      settings: { ...settings, itemGroup: 'NIET', paymentCondition: '', itemVatCode: '99', stockWarehouses: ['9'] },
    });
    const view = async () => stage.api.get<{ status: string; faults: { setting: string }[] }>(`/connections/${id}`);
    await until('it is incomplete', async () => (await view()).status === 'incomplete');
    expect((await view()).faults.map(({ setting }) => setting).sort()).toEqual([
      'itemGroup',
      'itemVatCode',
      'paymentCondition',
      'stockWarehouses',
    ]);
    await stage.api.send('PATCH', `/connections/${id}`, { settings });
    await until('it is active', async () => (await view()).status === 'active');
  });

  it('S2: reads the open orders of the last thirty days once when it is switched on', async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL2', division: 400_002 });
    const asked = () =>
      stage.gateways.of(backfillAmazonOrdersV1).filter(({ connectionId }) => connectionId === connection);
    await until('open orders are asked for', () => asked().length === 1);
    expect(asked()[0]?.body['selection']).toMatchObject({ fulfilledBy: 'MERCHANT' });
    await stage.api.send('PATCH', `/connections/${connection}`, { settings });
    expect(asked()).toHaveLength(1);
  });

  it('C1: keeps to the last word of a platform, also when an earlier one comes after it', async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL9', division: 400_009 });
    const view = async () =>
      stage.api.get<{ status: string; amazon: { status: string } }>(`/connections/${connection}`);
    const earlier = uuidV7(Date.now() + 1_000);
    const later = uuidV7(Date.now() + 2_000);
    const say = async (status: 'connected' | 'refused', messageId: string) =>
      stage.gateways.tell(amazonConnectionChangedV1, { revision: 1, status }, { connectionId: connection, messageId });
    await say('refused', earlier);
    await until('it is paused', async () => (await view()).status === 'paused');
    await say('connected', later);
    await until('it is active again', async () => (await view()).status === 'active');
    const belated = uuidV7(Date.now() + 1_500);
    await say('refused', belated);
    const handled = async () =>
      (await stage.query(`SELECT 1 FROM sync_core.inbox_message WHERE message_id = $1`, [belated])).length;
    await until('the belated word was heard', async () => (await handled()) > 0);
    expect((await view()).status).toBe('active');
  });

  it('C1: a person who has given a right lets both platforms be tried again, and it goes on', async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL13', division: 400_013 });
    const refused = { revision: 1, status: 'refused' as const, reasonCode: 'exact_no_right' };
    await stage.gateways.tell(exactConnectionChangedV1, refused, { connectionId: connection });
    const status = async () => (await stage.api.get<{ status: string }>(`/connections/${connection}`)).status;
    await until('it is paused', async () => (await status()) === 'paused');
    await stage.api.send('POST', `/connections/${connection}/check`);
    await until('it is active again', async () => (await status()) === 'active');
  });

  it("V3: proposes a VAT table from the division's own codes", async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL3', division: 400_003 });
    const proposal = await stage.api.get<{ vatTable: object[]; missing: string[] }>(
      `/connections/${connection}/vat-proposal`,
    );
    expect(proposal.vatTable[0]).toMatchObject({ code: '2', when: { shipTo: 'NL', rate: 2100 } });
    expect(proposal.missing).toContain('reverse charge (EU sales list)');
    const { warnings } = await stage.api.get<{ warnings: { code: string }[] }>(`/connections/${connection}/warnings`);
    expect(warnings.map(({ code }) => code)).toContain('fba_orders_left_out');
  });

  it('V2, V3: each night it is looked at what will not work for long: withheld roles, and what a code without VAT costs', async () => {
    const typeE = { code: '4', type: 'E', percentageBasisPoints: 2_100, description: 'Hoog, exclusief' };
    const codes = masterData(400_012).vatCodes;
    stage.gateways.answerWith(
      willingPlatforms((division) =>
        division === 400_012 ? { vatCodes: [...codes, Object.assign({}, codes[0]!, typeE)] } : {},
      ),
    );
    const vatTable = [...settings.vatTable, { name: 'Elders', when: { shipTo: 'BE' }, code: '4' }];
    const connection = await stage.connect({ sellerId: 'A000INSTAL12', division: 400_012, settings: { vatTable } });
    for (const [index, minorUnits] of [3, 12_100].entries()) {
      const total = { minorUnits, currency: 'EUR' };
      const [line] = orderUpdate({ id: '402-0000000-0000000' }).lines;
      const lines = [
        Object.assign({}, line!, { proceedsTotal: total, components: [{ type: 'ITEM', amount: total, details: [] }] }),
      ];
      await stage.tellOrder(
        connection,
        { id: `402-1000010-000000${index}`, more: { lines, grandTotal: total } },
        buyer(),
      );
      await stage.orderIn(connection, `402-1000010-000000${index}`, 'done');
    }
    const proposal = await stage.api.get<{ codesThatExclude: object[] }>(`/connections/${connection}/vat-proposal`);
    expect(proposal.codesThatExclude).toEqual([expect.objectContaining({ code: '4', orders: 2, ordersNotExact: 1 })]);
    const said = { revision: 1, status: 'connected' as const, withheld: ['RECIPIENT'] };
    await stage.gateways.tell(amazonConnectionChangedV1, said, { connectionId: connection });
    await until('the connection keeps its warnings', async () => {
      const { warnings } = await stage.api.get<{ warnings: { code: string; en: string }[] }>(
        `/connections/${connection}`,
      );
      return (
        warnings.some(({ code }) => code === 'role_withheld') &&
        warnings.some(({ code, en }) => code === 'vat_code_excludes' && en.includes('of the 2 recent orders 1 (50 %)'))
      );
    });
    const { dayBudget } = await stage.api.get<{ dayBudget: object }>(`/connections/${connection}/warnings`);
    expect(dayBudget).toMatchObject({ limit: 5_000, fits: true });
  });

  it('V1: a dry run computes everything, shows it, and writes nothing; switched off, the order goes on', async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL4', division: 400_004, dryRun: true });
    const id = '402-4000001-0000001';
    await stage.tellOrder(connection, { id }, buyer());
    const { reason } = await stage.orderIn<{ reason: { code: string; detail: { total: string } } }>(
      connection,
      id,
      'held',
    );
    expect(reason).toMatchObject({ code: 'dry_run', detail: { total: expect.stringContaining('10.00') } });
    await stage.api.send('PATCH', `/connections/${connection}`, { dryRun: false });
    const goesLive = { by: 'A. Boekhouder', importOrdersFrom: '2026-01-01T00:00:00Z' };
    await stage.api.send('POST', `/connections/${connection}/going-live`, goesLive);
    await stage.orderIn(connection, id, 'done');
  });

  it('the proof of completeness: every order of a day in one column, every difference with its cause', async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL5', division: 400_005 });
    await stage.tellOrder(connection, { id: '402-5000001-0000001', quantity: 2 }, buyer());
    await stage.tellOrder(connection, { id: '402-5000002-0000001', more: { salesChannel: 'NON_AMAZON' } });
    const tip = { deliveryTip: { minorUnits: 100, currency: 'EUR' } };
    await stage.tellOrder(connection, { id: '402-5000003-0000001', more: tip }, buyer());
    await stage.orderIn(connection, '402-5000001-0000001', 'done');
    await stage.orderIn(connection, '402-5000002-0000001', 'skipped');
    await stage.orderIn(connection, '402-5000003-0000001', 'held');
    const proof = await stage.api.get<object>(`/completeness?connectionId=${connection}&from=2026-11-20&to=2026-11-26`);
    expect(proof).toEqual({
      days: [
        {
          day: '2026-11-23',
          currency: 'EUR',
          orders: 3,
          inExact: 1,
          skipped: 1,
          held: 1,
          cancelled: 0,
          underWay: 0,
          totalAtAmazon: 4_000,
          bookedAtAmazon: 2_000,
          bookedInExact: 2_000,
        },
      ],
      differences: [expect.objectContaining({ amazonOrderId: '402-5000003-0000001', reasonCode: 'delivery_tip' })],
      amazonCounted: [],
      exactRead: null,
    });
    await expect(
      stage.api.get(`/completeness?connectionId=${connection}&from=2026-01-01&to=2026-12-31`),
    ).rejects.toThrow('400');
  });

  it('V2: reads again each day what the division has, and checks the installation anew', async () => {
    const connection = await stage.connect({ sellerId: 'A000INSTAL6', division: 400_006 });
    await stage.time.advance({ days: 1, minutes: 5 });
    await stage.app.get(RecheckDivisionsJob).tick();
    await until('it is read again', () =>
      stage.gateways.of(fetchExactMasterDataV1).some(({ connectionId }) => connectionId === connection),
    );
  });

  it('S-10: an order of another connection is not found under this one', async () => {
    const [a, b] = await Promise.all([
      stage.connect({ sellerId: 'A000INSTAL7', division: 400_007 }),
      stage.connect({ sellerId: 'A000INSTAL8', division: 400_008 }),
    ]);
    const id = '402-7000001-0000001';
    await stage.tellOrder(a, { id, more: { deliveryTip: { minorUnits: 1, currency: 'EUR' } } }, buyer());
    await stage.orderIn(a, id, 'held');
    await expect(stage.api.get(`/orders/${b}/${id}`)).rejects.toThrow('404');
    const { orders } = await stage.api.get<{ orders: object[] }>(`/orders?connectionId=${b}`);
    expect(orders).toEqual([]);
    await expect(stage.api.send('POST', `/held-work/${b}/${id}/retry`)).rejects.toThrow('409');
    await expect(stage.api.send('POST', `/held-work/${b}/${id}/ignore`, { by: 'x', note: 'y' })).rejects.toThrow('409');
    await expect(stage.api.send('POST', `/held-work/${b}/${id}/correct`, { by: 'x' })).rejects.toThrow('404');
    await stage.orderIn(a, id, 'held');
  });

  it('V2, C1: from 1 December on it asks for the next financial year, until that is there', async () => {
    const now = stage.time.now();
    const year = now.getUTCFullYear();
    const days = Math.max(0, Math.ceil((Date.UTC(year, 11, 1) - now.getTime()) / 86_400_000));
    const years = (...all: number[]) => ({
      financialYears: all.map((one) => ({ year: one, startDate: `${one}-01-01`, endDate: `${one}-12-31` })),
    });
    stage.gateways.answerWith(willingPlatforms(() => years(year)));
    const connection = await stage.connect({ sellerId: 'A000INSTAL10', division: 400_010 });
    const warning = async (): Promise<{ nl: string; en: string } | undefined> => {
      const path = `/connections/${connection}/warnings`;
      const { warnings } = await stage.api.get<{ warnings: { code: string; nl: string; en: string }[] }>(path);
      return warnings.find(({ code }) => code === 'next_year_missing');
    };
    if (days > 0) expect(await warning()).toBeUndefined();
    await stage.time.advance({ days });
    const said = await warning();
    expect(said?.nl).toContain(`Maak in Exact Online het boekjaar ${year + 1} aan`);
    expect(said?.en).toContain(`Make the financial year ${year + 1} in Exact Online`);
    stage.gateways.answerWith(willingPlatforms(() => years(year, year + 1)));
    await stage.time.advance({ days: 1, minutes: 5 });
    await stage.app.get(RecheckDivisionsJob).tick();
    await until('the warning is gone', async () => (await warning()) === undefined);
  });
});
