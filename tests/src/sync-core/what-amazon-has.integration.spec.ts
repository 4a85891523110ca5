import {
  amazonConnectionChangedV1,
  amazonConnectionExpiryV1,
  amazonListingsRemovedV1,
  amazonOrdersBackfillAdvancedV1,
  amazonOrdersBackfillStartedV1,
  amazonOrdersEstimatedV1,
  amazonOrdersTalliedV1,
  backfillAmazonOrdersV1,
  estimateAmazonOrdersV1,
  fetchAmazonOrderV1,
} from '@connector/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../bus/support/until.js';
import { listing } from './invented.js';
import type { ReceivedCommand } from './scripted-gateways.js';
import { setStage, type Stage } from './stage.js';

const ORDER = '402-0000001-0000001';

interface Backfill {
  readonly id: string;
  readonly state: string;
  readonly estimate: object | null;
  readonly orders: number;
}

describe('What sync-core asks of Amazon beside the polls, and what it is told', () => {
  let stage: Stage;
  let connectionId: string;
  beforeAll(async () => {
    stage = await setStage('core_amazon');
    connectionId = await stage.connect({ sellerId: 'A000CORE00001', division: 300_001 });
  });
  afterAll(() => stage.stop());

  const commandOf = async (contract: { readonly name: string }): Promise<ReceivedCommand> => {
    await until(`a ${contract.name}`, async () => stage.gateways.of(contract).length > 0);
    return stage.gateways.of(contract).at(-1)!;
  };
  const backfills = async (): Promise<Backfill[]> =>
    (await stage.api.get<{ backfills: Backfill[] }>(`/connections/${connectionId}/amazon-orders/backfills`)).backfills;
  const stateOf = async (id: string, state: string): Promise<Backfill> => {
    await until(`the backfill is ${state}`, async () =>
      (await backfills()).some((backfill) => backfill.id === id && backfill.state === state),
    );
    return (await backfills()).find((backfill) => backfill.id === id)!;
  };

  it('asks for one order again when a person wants it', async () => {
    await stage.api.send('POST', `/connections/${connectionId}/amazon-orders/${ORDER}/fetch`);
    const { body, correlationId } = await commandOf(fetchAmazonOrderV1);
    expect([body['amazonOrderId'], correlationId]).toEqual([ORDER, ORDER]);
    await expect(stage.api.send('POST', `/connections/${connectionId}/amazon-orders/nonsense/fetch`)).rejects.toThrow(
      /400/,
    );
  });

  it('shows what a backfill takes, starts it only then, and shows how far it is', async () => {
    const path = `/connections/${connectionId}/amazon-orders/backfills`;
    // the open orders at switch-on are read without a person (domain S2)
    const atSwitchOn = await commandOf(backfillAmazonOrdersV1);
    const { id } = await stage.api.send<Backfill>('POST', path, { createdAfter: '2026-10-01T00:00:00.000Z' });
    const estimate = await commandOf(estimateAmazonOrdersV1);
    await expect(stage.api.send('POST', `${path}/${id}/start`)).rejects.toThrow(/409/);
    const head = { commandId: estimate.id, release: 1 };
    const told = { orders: 1_250, isExact: false, calls: 13, seconds: 1_074 };
    await stage.gateways.tell(amazonOrdersEstimatedV1, { ...head, ...told }, { connectionId });
    expect((await stateOf(id, 'estimated')).estimate).toEqual(told);
    expect(stage.gateways.of(backfillAmazonOrdersV1)).toEqual([atSwitchOn]);
    await stage.api.send('POST', `${path}/${id}/start`);
    const started = () =>
      stage.gateways.of(backfillAmazonOrdersV1).find(({ id: command }) => command !== atSwitchOn.id);
    await until('the backfill is asked for', () => started() !== undefined);
    const { id: backfillId } = started()!;
    await stage.gateways.tell(amazonOrdersBackfillStartedV1, { commandId: backfillId, release: 1 }, { connectionId });
    await stateOf(id, 'reading');
    // pages may come in any order
    for (const calls of [3, 1, 2]) {
      const body = { backfillId, orders: calls * 100, calls, finished: calls === 3 };
      await stage.gateways.tell(amazonOrdersBackfillAdvancedV1, body, { connectionId });
    }
    expect((await stateOf(id, 'finished')).orders).toBe(300);
  });

  it('reads a day again of which Amazon has more orders than are known here, when they do not come by themselves', async () => {
    const before = stage.gateways.of(backfillAmazonOrdersV1).length;
    const tally = { day: '2026-11-20', orders: 3, withoutTotal: 0, unreadable: 1, totals: [] };
    await stage.gateways.tell(
      amazonOrdersTalliedV1,
      { ...tally, orders: 1, readUntil: '2026-11-22T01:00:00.000Z' },
      { connectionId },
    );
    await until('the first tally', async () => {
      const path = `/connections/${connectionId}/amazon-orders/tallies`;
      const { tallies } = await stage.api.get<{ tallies: { day: string; orders: number }[] }>(path);
      return tallies.some(({ day, orders }) => day === '2026-11-20' && orders === 1);
    });
    // the one that nobody can read is not missed
    expect(stage.gateways.of(backfillAmazonOrdersV1)).toHaveLength(before);
  });

  it('C1: shows when the consent and the client secret end, and which data a missing role withholds', async () => {
    const notice = { what: 'consent', expiresAt: '2027-01-22T09:00:00.000Z', daysLeft: 59 };
    await stage.gateways.tell(amazonConnectionExpiryV1, notice, { connectionId });
    await stage.gateways.tell(
      amazonConnectionExpiryV1,
      { what: 'client-secret', expiresAt: '2026-12-01T09:00:00.000Z', daysLeft: 7 },
      { connectionId },
    );
    const body = { revision: 1, status: 'connected', withheld: ['BUYER', 'RECIPIENT', 'TAX'] } as const;
    await stage.gateways.tell(amazonConnectionChangedV1, { ...body, withheld: [...body.withheld] }, { connectionId });
    interface View {
      readonly amazon: { expiry: Record<string, { daysLeft: number }>; withheld?: string[] };
    }
    const view = async (): Promise<View> => stage.api.get<View>(`/connections/${connectionId}`);
    await until('all of it', async () => {
      const { amazon } = await view();
      return Object.keys(amazon.expiry).length === 2 && amazon.withheld !== undefined;
    });
    const { amazon } = await view();
    expect([amazon.expiry['consent']?.daysLeft, amazon.expiry['client-secret']?.daysLeft]).toEqual([59, 7]);
    expect(amazon.withheld).toEqual(['BUYER', 'RECIPIENT', 'TAX']);
  });

  it('forgets a listing that is gone, and keeps its item', async () => {
    await stage.tellListings(connectionId, [listing('GONE-1'), listing('STAYS-1')]);
    const skus = async (): Promise<string[]> =>
      (
        await stage.query<{ sku: string }>(`SELECT sku FROM sync_core.listing WHERE connection_id = $1 ORDER BY sku`, [
          connectionId,
        ])
      ).map(({ sku }) => sku);
    await until('both', async () => (await skus()).length === 2);
    const { marketplaceId } = listing('GONE-1');
    const gone = { listings: [{ sku: 'GONE-1', marketplaceId }] };
    const occurredAt = new Date(Date.now() + 60_000);
    await stage.gateways.tell(amazonListingsRemovedV1, gone, { connectionId, occurredAt });
    await until('one', async () => (await skus()).join() === 'STAYS-1');
    expect(await stage.query(`SELECT 1 FROM sync_core.item WHERE source = 'sku:GONE-1'`)).toHaveLength(1);
  });
});
