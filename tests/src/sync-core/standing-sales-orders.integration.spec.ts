import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  exactCommandRefusedV1,
  exactSalesOrdersReconciledV1,
  reconcileExactSalesOrdersV1,
  removeExactSalesOrderV1,
} from '@connector/contracts';
import { LookUpAgainJob } from '@connector/sync-core/orders/look-up-again.job';
import { until } from '../bus/support/until.js';
import { buyer } from './invented.js';
import type { Answer } from './scripted-gateways.js';
import { connectionRequest, setStage, type Stage } from './stage.js';
import { exactId, willingPlatforms } from './willing-platforms.js';

interface OrderView {
  readonly state: string;
  readonly reasonCode: string | null;
  readonly attention: string | null;
  readonly salesOrderId: string | null;
  readonly timeline: readonly { code: string }[];
}

const updated = (minutes: number): string => new Date(Date.UTC(2026, 10, 23, 9, minutes)).toISOString();

describe('Sales orders that stand in Exact already, and that have to go', () => {
  let stage: Stage;
  let connection: string;
  let turn = 0;
  beforeAll(async () => {
    stage = await setStage('core_standing');
    connection = await stage.connect({ sellerId: 'A000STANDING1', settings: { removeCancelledSalesOrders: true } });
  });
  afterAll(() => stage.stop());

  const nextId = (): string => `403-${String(++turn).padStart(7, '0')}-0000001`;
  const asked = (contract: { readonly name: string }, id: string) =>
    stage.gateways.commands.filter(({ name, correlationId }) => name === contract.name && correlationId === id);

  /** Exact says that so many sales orders with the order's number stand there. */
  const standing =
    (minorUnits: readonly number[]): Answer =>
    async (command, gateways) => {
      const [yourRef] = command.body['yourRefs'] as string[];
      const division = Number(command.body['division']);
      const found = minorUnits.map((amount, index) => ({
        salesOrderId: exactId(`${yourRef}/${index}`),
        yourRef: yourRef!,
        orderNumber: 77 + index,
        total: { minorUnits: amount, currency: 'EUR' },
        state: 'open',
      }));
      const body = { commandId: command.id, release: Number(command.body['release']), division, found, complete: true };
      await gateways.tell(exactSalesOrdersReconciledV1, body, command);
    };

  it('O2: one that another product made is adopted before money and VAT are judged; another total is shown', async () => {
    const id = nextId();
    stage.gateways.answerWith({ ...willingPlatforms(), [reconcileExactSalesOrdersV1.name]: standing([900]) });
    const tip = { deliveryTip: { minorUnits: 100, currency: 'EUR' } };
    await stage.tellOrder(connection, { id, more: tip }, buyer());
    const order = await stage.orderIn<OrderView>(connection, id, 'done');
    expect(order).toMatchObject({ salesOrderId: exactId(`${id}/0`), attention: 'total_differs' });
    expect(order.timeline.map(({ code }) => code)).toContain('adopted');
    for (const contract of [createExactSalesOrderV1, ensureExactDebtorV1]) expect(asked(contract, id)).toHaveLength(0);
  });

  it('O2: two of them hold the order, and it is looked for again on a retry', async () => {
    const id = nextId();
    stage.gateways.answerWith({ ...willingPlatforms(), [reconcileExactSalesOrdersV1.name]: standing([1_000, 1_000]) });
    await stage.tellOrder(connection, { id }, buyer());
    const held = await stage.orderIn<OrderView>(connection, id, 'held');
    expect(held.reasonCode).toBe('exact_ambiguous_sales_order');
    stage.gateways.answerWith({ ...willingPlatforms(), [reconcileExactSalesOrdersV1.name]: standing([1_000]) });
    await stage.api.send('POST', `/held-work/${connection}/${id}/retry`, {});
    const done = await stage.orderIn<OrderView>(connection, id, 'done');
    expect(done.attention).toBeNull();
    expect(asked(createExactSalesOrderV1, id)).toHaveLength(0);
  });

  it('O2: it is looked for once where one can exist, and where the installation says always; else not at all', async () => {
    stage.gateways.answerWith(willingPlatforms());
    const before = nextId();
    await stage.tellOrder(connection, { id: before }, buyer());
    await stage.orderIn(connection, before, 'done');
    expect(asked(reconcileExactSalesOrdersV1, before)).toHaveLength(1);
    expect(asked(createExactSalesOrderV1, before)[0]!.body['lookFirst']).toBe(false);

    const tomorrow = { createdTime: '2099-01-01T00:00:00.000Z', lastUpdatedTime: '2099-01-01T00:10:00.000Z' };
    const after = nextId();
    await stage.tellOrder(connection, { id: after, ...tomorrow }, buyer());
    await stage.orderIn(connection, after, 'done');
    expect(asked(reconcileExactSalesOrdersV1, after)).toHaveLength(0);

    const settings = { lookForSalesOrders: 'always' };
    await stage.api.send('PATCH', `/connections/${connection}`, { settings });
    const always = nextId();
    await stage.tellOrder(connection, { id: always, ...tomorrow }, buyer());
    await stage.orderIn(connection, always, 'done');
    expect(asked(reconcileExactSalesOrdersV1, always)).toHaveLength(1);
  });

  it('O2: orders that wait for their turn are looked for twenty at a call, and each hears what stands there for it', async () => {
    await stage.api.send('PATCH', `/connections/${connection}`, {
      settings: { lookForSalesOrders: 'before-connection' },
    });
    const willing = willingPlatforms();
    const turn = Promise.withResolvers<void>();
    const ids = Array.from({ length: 45 }, nextId);
    const standing = ids[30]!;
    const refused = new Set([ids[44]!]);
    stage.gateways.answerWith({
      ...willing,
      [reconcileExactSalesOrdersV1.name]: async (command, gateways) => {
        await turn.promise;
        const { division, yourRefs } = command.body as { division: number; yourRefs: string[] };
        const answer = { commandId: command.id, release: Number(command.body['release']) };
        if (yourRefs.some((ref) => refused.delete(ref))) {
          const refusal = {
            command: command.name,
            failureClass: 'business',
            reasonCode: 'exact_unknown_refusal',
          } as const;
          return gateways.tell(exactCommandRefusedV1, { ...answer, ...refusal }, command);
        }
        const found = yourRefs
          .filter((ref) => ref === standing)
          .map((yourRef) => ({
            salesOrderId: exactId(`${yourRef}/stands`),
            yourRef,
            orderNumber: 99,
            total: { minorUnits: 1_000, currency: 'EUR' },
            state: 'open',
          }));
        await gateways.tell(exactSalesOrdersReconciledV1, { ...answer, division, found, complete: true }, command);
      },
    });
    const before = stage.gateways.of(reconcileExactSalesOrdersV1).length;
    for (const id of ids) {
      await stage.tellOrder(connection, { id }, buyer());
      await stage.orderIn(connection, id, 'ready');
    }
    turn.resolve();
    // the last call is refused: its three orders are held, and looked for again when a person tries them again
    const held = ids.slice(42);
    for (const id of ids.slice(0, 42)) await stage.orderIn(connection, id, 'done');
    for (const id of held) await stage.orderIn(connection, id, 'held');
    const calls = stage.gateways.of(reconcileExactSalesOrdersV1).slice(before);
    expect(calls.map(({ body }) => (body['yourRefs'] as string[]).length)).toEqual([1, 1, 20, 20, 3]);
    expect(calls.flatMap(({ body }) => body['yourRefs'] as string[]).toSorted()).toEqual(ids.toSorted());
    expect(await stage.orderIn<OrderView>(connection, standing, 'done')).toMatchObject({
      salesOrderId: exactId(`${standing}/stands`),
    });
    expect(asked(createExactSalesOrderV1, standing)).toHaveLength(0);
    for (const id of held) await stage.api.send('POST', `/held-work/${connection}/${id}/retry`, {});
    for (const id of held) await stage.orderIn(connection, id, 'done');
  });

  it('O2: an order whose look-up ended without a word to it is looked for again', async () => {
    const id = nextId();
    stage.gateways.answerWith({ ...willingPlatforms(), [reconcileExactSalesOrdersV1.name]: () => undefined });
    await stage.tellOrder(connection, { id }, buyer());
    await until('it is looked for', () => asked(reconcileExactSalesOrdersV1, id).length === 1);
    // what an instance of the release before makes of the answer
    await stage.query(`UPDATE sync_core.command SET state = 'done' WHERE id = $1`, [
      asked(reconcileExactSalesOrdersV1, id)[0]!.id,
    ]);
    stage.gateways.answerWith(willingPlatforms());
    await stage.app.get(LookUpAgainJob).tick();
    expect(asked(reconcileExactSalesOrdersV1, id)).toHaveLength(1);
    await stage.time.advance({ minutes: 11 });
    await stage.app.get(LookUpAgainJob).tick();
    await stage.orderIn(connection, id, 'done');
    expect(asked(reconcileExactSalesOrdersV1, id)).toHaveLength(2);
  });

  it('O8: the sales order of a cancelled order is removed where the installation says so; paid again, it is made anew', async () => {
    const id = nextId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    await stage.tellOrder(connection, { id, status: 'CANCELLED', lastUpdatedTime: updated(1) }, buyer());
    const cancelled = await stage.orderIn<OrderView>(connection, id, 'cancelled');
    expect(cancelled.salesOrderId).toBeNull();
    expect(asked(removeExactSalesOrderV1, id)).toHaveLength(1);
    // nobody needs the buyer any more (C2)
    const ends = `SELECT 1 FROM sync_core.amazon_order WHERE amazon_order_id = $1 AND purge_at <= sync_core.app_now()`;
    expect(await stage.query(ends, [id])).toHaveLength(1);
    const open = await stage.api.get<{ notices: { amazonOrderId: string }[] }>(`/notices?connectionId=${connection}`);
    expect(open.notices.filter(({ amazonOrderId }) => amazonOrderId === id)).toStrictEqual([]);
    await stage.tellOrder(connection, { id, lastUpdatedTime: updated(2) }, buyer());
    await stage.orderIn(connection, id, 'done');
    expect(asked(createExactSalesOrderV1, id)).toHaveLength(2);
  });

  it('O8: one of which something is delivered stays, and is shown', async () => {
    const id = nextId();
    const refuse: Answer = async (command, gateways) =>
      gateways.tell(
        exactCommandRefusedV1,
        {
          commandId: command.id,
          release: Number(command.body['release']),
          command: command.name,
          failureClass: 'business',
          reasonCode: 'exact_sales_order_delivered',
        },
        command,
      );
    stage.gateways.answerWith({ ...willingPlatforms(), [removeExactSalesOrderV1.name]: refuse });
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    await stage.tellOrder(connection, { id, status: 'CANCELLED', lastUpdatedTime: updated(1) }, buyer());
    await until('that it was not removed is listed', async () => {
      const { notices } = await stage.api.get<{ notices: { amazonOrderId: string; code: string }[] }>(
        `/notices?connectionId=${connection}`,
      );
      const codes = notices.filter(({ amazonOrderId }) => amazonOrderId === id).map(({ code }) => code);
      return codes.includes('sales_order_not_removed') && codes.includes('cancelled_after_import');
    });
    expect((await stage.orderIn<OrderView>(connection, id, 'done')).salesOrderId).not.toBeNull();
  });

  it('O2: it is looked for from the days before the connection worked, however long it was there', async () => {
    stage.gateways.answerWith(willingPlatforms());
    stage.gateways.silent = true;
    const request = connectionRequest({ sellerId: 'A000STANDING2', division: 100_302 });
    const { id: late } = await stage.api.send<{ id: string }>('POST', '/connections', request);
    await stage.time.advance({ days: 4 });
    stage.gateways.silent = false;
    await stage.api.send('POST', `/connections/${late}/check`, {});
    await until('it works', async () => {
      const { status } = await stage.api.get<{ status: string }>(`/connections/${late}`);
      return status === 'active';
    });
    const id = nextId();
    const dayBefore = (hours: number): string => new Date(stage.time.now().getTime() - hours * 3_600_000).toISOString();
    await stage.tellOrder(late, { id, createdTime: dayBefore(24), lastUpdatedTime: dayBefore(23) }, buyer());
    await stage.orderIn(late, id, 'done');
    expect(asked(reconcileExactSalesOrdersV1, id)).toHaveLength(1);
  });
});
