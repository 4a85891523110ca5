import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exactSalesOrdersReconciledV1, reconcileExactSalesOrdersV1 } from '@connector/contracts';
import { ReadSalesOrdersJob } from '@connector/sync-core/reconciliation/read-sales-orders.job';
import { until } from '../bus/support/until.js';
import { buyer } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { standingSalesOrders, willingPlatforms } from './willing-platforms.js';

interface Proof {
  readonly days: readonly { bookedInExact: number; bookedAtAmazon: number }[];
  readonly differences: readonly { amazonOrderId: string; state: string; en: string }[];
  readonly exactRead: { readAt: string } | null;
}

describe('The proof of completeness reads Exact itself', () => {
  let stage: Stage;
  let division = 600_000;
  let connection: string;
  beforeAll(async () => {
    stage = await setStage('core_complete');
  });
  afterAll(() => stage.stop());
  beforeEach(async () => {
    division += 1;
    stage.gateways.answerWith(willingPlatforms());
    connection = await stage.connect({ sellerId: `A000PROOF${division}`, division });
  });

  const today = (): string => stage.time.now().toISOString();
  const day = (days: number): string =>
    new Date(stage.time.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const proof = (): Promise<Proof> =>
    stage.api.get<Proof>(`/completeness?connectionId=${connection}&from=${day(-20)}&to=${day(1)}`);
  const asked = (): Record<string, unknown>[] =>
    stage.gateways
      .of(reconcileExactSalesOrdersV1)
      .filter(({ connectionId }) => connectionId === connection)
      .map(({ body }) => body);
  const sell = async (id: string): Promise<void> => {
    await stage.tellOrder(connection, { id, createdTime: today() }, buyer());
    await stage.orderIn(connection, id, 'done');
  };
  const read = async (): Promise<void> => {
    const before = (await proof()).exactRead?.readAt;
    await stage.time.advance({ days: 1, minutes: 5 });
    await stage.app.get(ReadSalesOrdersJob).tick();
    await until('Exact was read', async () => (await proof()).exactRead?.readAt !== before);
  };

  it('once a day, in one call where all stand there with their totals', async () => {
    await sell('402-7000001-0000001');
    await stage.app.get(ReadSalesOrdersJob).tick();
    expect(asked()).toEqual([]);
    await read();
    await stage.app.get(ReadSalesOrdersJob).tick();
    expect(asked()).toEqual([expect.objectContaining({ division, orderedFrom: day(-8), orderedTo: day(1) })]);
    expect((await proof()).differences).toEqual([]);
  });

  it('lists the order whose sales order is gone, after asking for it by reference, until it stands there again', async () => {
    const [kept, lost] = ['402-7000002-0000001', '402-7000002-0000002'];
    for (const id of [kept, lost]) await sell(id);
    const removed = standingSalesOrders.get(`${division}/${lost}`)!;
    standingSalesOrders.delete(`${division}/${lost}`);
    await read();
    await until('it is missed', async () => (await proof()).differences.length > 0);
    expect((await proof()).differences).toEqual([
      expect.objectContaining({ amazonOrderId: lost, en: 'The sales order is gone from Exact Online.' }),
    ]);
    expect(asked().at(-1)).toMatchObject({ yourRefs: [lost] });
    standingSalesOrders.set(`${division}/${lost}`, removed);
    await read();
    await until('it is there again', async () => (await proof()).differences.length === 0);
  });

  it('lists the order whose sales order has another total now, and counts what Exact has', async () => {
    const id = '402-7000003-0000001';
    await sell(id);
    const one = standingSalesOrders.get(`${division}/${id}`)!;
    const found = { ...one.found, total: { minorUnits: 900, currency: 'EUR' } };
    standingSalesOrders.set(`${division}/${id}`, { division, found });
    await read();
    const { days, differences } = await proof();
    expect(differences).toEqual([
      expect.objectContaining({ amazonOrderId: id, en: 'Exact Online reports another total.' }),
    ]);
    expect(days).toEqual([expect.objectContaining({ bookedAtAmazon: 1_000, bookedInExact: 900 })]);
  });

  it('does not miss what it could not see: too many for one answer are read in halves', async () => {
    await sell('402-7000004-0000001');
    const willing = willingPlatforms();
    stage.gateways.answerWith({
      ...willing,
      [reconcileExactSalesOrdersV1.name]: async (command, gateways) => {
        if (command.connectionId !== connection || asked().length > 1)
          return willing[reconcileExactSalesOrdersV1.name]!(command, gateways);
        const answer = { commandId: command.id, release: Number(command.body['release']), division };
        await gateways.tell(exactSalesOrdersReconciledV1, { ...answer, found: [], complete: false }, command);
      },
    });
    await read();
    await until('both halves are read', () => asked().length === 3);
    const halves = asked()
      .slice(1)
      .map(({ orderedFrom, orderedTo }) => `${String(orderedFrom)} ${String(orderedTo)}`);
    expect(halves.toSorted()).toEqual([`${day(-8)} ${day(-4)}`, `${day(-3)} ${day(1)}`]);
    expect((await proof()).differences).toEqual([]);
  });

  it('says for how long Exact was not read, so that a proof that grows old is noticed', async () => {
    const age = async (): Promise<number> => stage.metric('schedule_last_success_seconds{schedule="sales-orders"}');
    await sell('402-7000005-0000001');
    await read();
    expect(await age()).toBeLessThan(172_800);
    stage.gateways.answerWith({ ...willingPlatforms(), [reconcileExactSalesOrdersV1.name]: () => undefined });
    for (let days = 0; days < 2; days++) {
      await stage.time.advance({ days: 1, minutes: 5 });
      await stage.app.get(ReadSalesOrdersJob).tick();
    }
    expect(await age()).toBeGreaterThan(172_800);
  });
});
