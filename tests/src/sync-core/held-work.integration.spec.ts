import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  exactCommandDeferredV1,
  exactCommandRefusedV1,
  type ExactDebtorPersonalDataV1,
} from '@connector/contracts';
import { messagePlace } from '@connector/sealing';
import { PurgeBuyersDataJob } from '@connector/sync-core/care/purge-buyers-data.job';
import { ReleaseHeldOrdersJob } from '@connector/sync-core/held-work/release-held-orders.job';
import { until } from '../bus/support/until.js';
import { buyer, settings } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { standingSalesOrders, willingPlatforms } from './willing-platforms.js';

interface Order {
  readonly state: string;
  readonly reasonCode: string | null;
  readonly timeline: readonly { readonly code: string; readonly nl: string }[];
}

/** commands that change something in Exact */
const WRITES = /^exact\..*\.(ensure|create|remove|update|resync|import)\.v1$/;

const noRule = { ...settings, vatTable: [{ name: 'Elders', when: { shipTo: 'BE' }, code: '2' }] };

describe('Held work', () => {
  let stage: Stage;
  let next = 0;
  beforeAll(async () => {
    stage = await setStage('core_held');
  });
  afterAll(() => stage.stop());

  const connect = async (own: Record<string, unknown> = {}): Promise<string> =>
    stage.connect({ sellerId: `A000WACHT${++next}`, division: 300_000 + next, settings: own });

  const orderId = (): string => `402-2${String(++next).padStart(6, '0')}-0000001`;

  it('T4, C1: goes on by itself when the missing rule is added, however many orders wait', async () => {
    const connection = await connect(noRule);
    const ids = Array.from({ length: 30 }, orderId);
    for (const id of ids) await stage.tellOrder(connection, { id }, buyer());
    for (const id of ids) await stage.orderIn(connection, id, 'held');
    await stage.api.send('PATCH', `/connections/${connection}`, { settings });
    for (const id of ids) await stage.orderIn(connection, id, 'done');
  });

  it('C3: answers "why" in one reading, in Dutch and in English, with the support contact', async () => {
    const connection = await connect(noRule);
    const id = orderId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'held');
    const { answers } = await stage.api.get<{ answers: { nl: string; en: string }[] }>(`/orders/${id}/why`);
    expect(answers[0]?.nl).toMatch(/De btw-tabel heeft geen regel .*shipTo: NL.*Wat te doen: .*Vragen: support@/);
    expect(answers[0]?.en).toMatch(/The VAT table has no rule .*shipTo: NL.*What to do: .*Questions: support@/);
    await expect(stage.api.get('/orders/402-9999999-9999999/why')).rejects.toThrow('404');
  });

  it('ignores with a note, and takes an ignored order up again only on request', async () => {
    const connection = await connect(noRule);
    const id = orderId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'held');
    const path = `/held-work/${connection}/${id}`;
    await expect(stage.api.send('POST', `${path}/ignore`, { by: 'Anna' })).rejects.toThrow('400');
    await stage.api.send('POST', `${path}/ignore`, { by: 'Anna', note: 'met de hand geboekt' });
    await stage.tellOrder(connection, { id, status: 'SHIPPED', lastUpdatedTime: '2026-11-25T00:00:00.000Z' }, buyer());
    await until('the update is written down', async () => {
      const { timeline } = await stage.orderIn<Order>(connection, id, 'skipped');
      return timeline.at(-1)?.code === 'updated';
    });
    const { reasonCode, timeline } = await stage.orderIn<Order>(connection, id, 'skipped');
    expect(reasonCode).toBe('ignored_by_person');
    expect(timeline.map(({ nl }) => nl)).toContain(
      'Anna heeft besloten dat de order niet ingelezen wordt: met de hand geboekt',
    );
    await stage.api.send('PATCH', `/connections/${connection}`, { settings });
    await stage.api.send('POST', `${path}/retry`);
    await stage.orderIn(connection, id, 'done');
  });

  it('C4: a person sets VAT code, debtor, item and quantity; who and why stand in the timeline', async () => {
    const connection = await connect(noRule);
    const id = orderId();
    const account = '6f1c1d5e-9f3a-4f0e-8a56-0000000000aa';
    await stage.tellOrder(connection, { id, quantity: 2 }, buyer());
    await stage.orderIn(connection, id, 'held');
    const path = `/held-work/${connection}/${id}/correct`;
    await expect(stage.api.send('POST', path, { by: 'Anna', vatCode: '99' })).rejects.toThrow(/no usable VAT code/);
    await stage.api.send('POST', path, {
      by: 'Anna',
      note: 'gebeld met de koper',
      vatCode: '6',
      debtorAccountId: account,
      lines: [{ orderItemId: '10000000000000000001', sku: 'OTHER-MUG', quantity: 1 }],
    });
    const { timeline } = await stage.orderIn<Order>(connection, id, 'done');
    expect(timeline.find(({ code }) => code === 'corrected')?.nl).toContain('Anna heeft de order aangevuld');
    const sent = stage.gateways.of(createExactSalesOrderV1).find(({ body }) => body['yourRef'] === id)!.body;
    expect(sent['orderedBy']).toBe(account);
    expect(sent['lines']).toEqual([expect.objectContaining({ quantity: 1, netPrice: '20.00', vatCode: '6' })]);
  });

  it("C4: a buyer's VAT number that a person set goes to Exact and is never kept in the clear", async () => {
    const connection = await connect(noRule);
    const id = orderId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'held');
    const correction = { by: 'Anna', vatNumber: 'NL123456782B12', vatCode: '6' };
    await stage.api.send('POST', `/held-work/${connection}/${id}/correct`, correction);
    await stage.orderIn(connection, id, 'done');
    const command = stage.gateways.of(ensureExactDebtorV1).findLast(({ connectionId }) => connectionId === connection)!;
    const personal = stage.sealer.open(
      command.body['personalData'] as never,
      messagePlace(connection, ensureExactDebtorV1.name, 'personalData'),
    ) as ExactDebtorPersonalDataV1;
    expect(personal.account?.vatNumber).toBe('NL123456782B12');
    const dump = await stage.query(
      `SELECT o::text FROM sync_core.amazon_order o UNION ALL SELECT t::text FROM sync_core.timeline_entry t`,
    );
    expect(JSON.stringify(dump)).not.toContain('123456782');
    expect(stage.log()).not.toContain('123456782');
  });

  it('C1: a closed year costs one refusal an hour; when it is open again all orders follow', async () => {
    const connection = await connect();
    const willing = willingPlatforms();
    let closed = true;
    stage.gateways.answerWith({
      ...willing,
      [createExactSalesOrderV1.name]: async (command, gateways) => {
        if (!closed) return willing[createExactSalesOrderV1.name]!(command, gateways);
        const refusal = {
          commandId: command.id,
          release: Number(command.body['release']),
          command: command.name,
          failureClass: 'master-data' as const,
          reasonCode: 'exact_period_closed',
        };
        await gateways.tell(exactCommandRefusedV1, refusal, command);
      },
    });
    const ids = [orderId(), orderId(), orderId()];
    for (const id of ids) await stage.tellOrder(connection, { id }, buyer());
    for (const id of ids) await stage.orderIn(connection, id, 'held');
    const asked = (): number =>
      stage.gateways.of(createExactSalesOrderV1).filter(({ connectionId }) => connectionId === connection).length;
    const before = asked();
    await stage.time.advance({ hours: 1, minutes: 2 });
    await stage.untilBy([ReleaseHeldOrdersJob], 'one order has tried', () => asked() === before + 1);
    await until('it is held again', async () => {
      const [row] = await stage.query<{ held: string }>(
        `SELECT count(*) AS held FROM sync_core.amazon_order WHERE connection_id = $1 AND state = 'held' AND retry_at IS NULL`,
        [connection],
      );
      return row?.held === '3';
    });
    expect(asked()).toBe(before + 1);
    closed = false;
    await stage.time.advance({ hours: 1, minutes: 2 });
    for (const id of ids) await stage.orderIn(connection, id, 'done');
    stage.gateways.answerWith(willing);
  });

  it('C2, S-05: after clock + 31 days nothing of a buyer is left; mappings, totals and timelines are', async () => {
    const connection = await connect();
    const [shipped, skipped, held] = [orderId(), orderId(), orderId()];
    const marked = buyer('Gemerkte Koper', { deliveryInstructions: 'bij GEMERKT' });
    await stage.tellOrder(connection, { id: shipped, status: 'SHIPPED', lastUpdatedTime: now() }, marked);
    await stage.tellOrder(connection, { id: skipped, createdTime: '2025-01-01T00:00:00.000Z' }, marked);
    const strange = { deliveryTip: { minorUnits: 100, currency: 'EUR' } };
    await stage.tellOrder(connection, { id: held, status: 'SHIPPED', lastUpdatedTime: now(), more: strange }, marked);
    await stage.orderIn(connection, shipped, 'done');
    await stage.orderIn(connection, held, 'held');
    await stage.orderIn(connection, skipped, 'skipped');
    await gone(skipped);
    expect(await withBuyer([shipped, held])).toBe(2);
    await stage.time.advance({ days: 21 });
    await stage.untilBy([PurgeBuyersDataJob], 'the held order warns', async () => {
      const { timeline } = await stage.orderIn<Order>(connection, held, 'held');
      return timeline.some(({ code }) => code === 'purge_ahead');
    });
    await stage.time.advance({ days: 10 });
    for (const id of [shipped, held]) await gone(id);
    await stage.untilBy([PurgeBuyersDataJob], 'no command carries a buyer', async () => {
      const sealed = `SELECT 1 FROM sync_core.command WHERE state = 'done' AND (body ? 'personalData' OR body ? 'remarks')`;
      return (await stage.query(sealed)).length === 0;
    });
    const tables = [
      'amazon_order',
      'command',
      'timeline_entry',
      'debtor',
      'delivery_address',
      'order_notice',
      'outbox_message',
    ];
    for (const table of tables) {
      const rows = await stage.query(
        `SELECT 1 FROM sync_core.${table} t WHERE t::text ~ 'Gemerkte|GEMERKT|Voorbeeldstraat'`,
      );
      expect({ table, marked: rows.length }).toEqual({ table, marked: 0 });
    }
    const { timeline } = await stage.orderIn<Order>(connection, shipped, 'done');
    expect(timeline.map(({ code }) => code)).toEqual(expect.arrayContaining(['done', 'purged']));
    // what Amazon still tells does not bring the buyer back
    await stage.tellOrder(connection, { id: shipped, status: 'SHIPPED', lastUpdatedTime: now() }, marked);
    await until('the update is written down', async () => {
      const order = await stage.orderIn<Order>(connection, shipped, 'done');
      return order.timeline.filter(({ code }) => code === 'updated').length > 0;
    });
    expect(await withBuyer([shipped])).toBe(0);
  });

  it('C2: the purge touches nothing in Exact: what stands there is for the merchant to keep', async () => {
    const connection = await connect({ purgeWhenFinished: true });
    const id = orderId();
    await stage.tellOrder(connection, { id, sku: 'KEPT' }, buyer('Blijvende Koper'));
    await stage.orderIn(connection, id, 'done');
    await gone(id);
    const written = stage.gateways.commands
      .filter(({ connectionId, name }) => connectionId === connection && WRITES.test(name))
      .map(({ name }) => name);
    expect(new Set(written)).toEqual(
      new Set([ensureExactDebtorV1.name, ensureExactItemV1.name, createExactSalesOrderV1.name]),
    );
    const order = await stage.orderIn<Order & { salesOrderId: string }>(connection, id, 'done');
    const standing = [...standingSalesOrders.values()].map(({ found }) => found.salesOrderId);
    expect(standing).toContain(order.salesOrderId);
  });

  it('C2: where the buyer ends with the sales order, no later update brings him back', async () => {
    const connection = await connect({ purgeWhenFinished: true });
    const id = orderId();
    await stage.tellOrder(connection, { id, lastUpdatedTime: now() }, buyer());
    await stage.orderIn(connection, id, 'done');
    await gone(id);
    await stage.time.advance({ minutes: 1 });
    await stage.tellOrder(connection, { id, status: 'SHIPPED', lastUpdatedTime: now() }, buyer());
    await until('the update is written down', async () => {
      const { timeline } = await stage.orderIn<Order>(connection, id, 'done');
      return timeline.some(({ code }) => code === 'updated');
    });
    expect(await withBuyer([id])).toBe(0);
  });

  it('C2: after its purge a held order goes on with the collective debtor, and so does one whose command never left', async () => {
    const connection = await connect(noRule);
    const held = orderId();
    await stage.tellOrder(connection, { id: held, status: 'SHIPPED', lastUpdatedTime: now() }, buyer());
    await stage.orderIn(connection, held, 'held');
    const waits = await waitsForItsDebtor();
    await waits.giveBack();
    await until('its command is given back', () => waits.commandIs('waiting'));
    stage.gateways.answerWith(willingPlatforms());
    await stage.time.advance({ days: 31 });
    for (const id of [held, waits.id]) await gone(id);
    await stage.api.send('PATCH', `/connections/${connection}`, { settings });
    await endsWithCollectiveDebtor(connection, held);
    await waits.goesOnWithoutBuyer();
  });

  it('C2: a command that its gateway gives back after the purge carries no buyer either', async () => {
    const waits = await waitsForItsDebtor();
    stage.gateways.answerWith(willingPlatforms());
    await stage.time.advance({ days: 31 });
    await gone(waits.id);
    expect(await waits.commandIs('sent')).toBe(true);
    await waits.giveBack();
    await waits.goesOnWithoutBuyer();
  });

  /** An order of a paused connection that is shipped, whose debtor is asked for and not answered; its gateway may give the command back. */
  async function waitsForItsDebtor() {
    const paused = await connect();
    const id = orderId();
    const { [ensureExactDebtorV1.name]: _debtor, ...others } = willingPlatforms();
    stage.gateways.answerWith(others);
    await stage.tellOrder(paused, { id, status: 'SHIPPED', lastUpdatedTime: now() }, buyer());
    const asked = () => stage.gateways.of(ensureExactDebtorV1).filter(({ connectionId }) => connectionId === paused);
    await until('its debtor is asked for', () => asked().length === 1);
    await stage.api.send('POST', `/connections/${paused}/pause`);
    const { id: commandId, name, body } = asked()[0]!;
    const back = { commandId, command: name, release: Number(body['release']), notBefore: now(), holdsAll: false };
    return {
      id,
      giveBack: () =>
        stage.gateways.tell(
          exactCommandDeferredV1,
          { ...back, reasonCode: 'connection_paused' },
          { connectionId: paused },
        ),
      commandIs: async (state: string): Promise<boolean> => {
        const found = `SELECT 1 FROM sync_core.command WHERE id = $1 AND state = $2`;
        return (await stage.query(found, [commandId, state])).length === 1;
      },
      goesOnWithoutBuyer: async (): Promise<void> => {
        await stage.untilBy([PurgeBuyersDataJob], 'no command carries a buyer', async () => {
          const sealed = `SELECT 1 FROM sync_core.command WHERE connection_id = $1 AND body ? 'personalData'`;
          return (await stage.query(sealed, [paused])).length === 0;
        });
        await stage.api.send('POST', `/connections/${paused}/resume`);
        await endsWithCollectiveDebtor(paused, id);
      },
    };
  }

  async function endsWithCollectiveDebtor(connection: string, id: string): Promise<void> {
    await stage.orderIn(connection, id, 'done');
    const collective = `SELECT 1 FROM sync_core.amazon_order o JOIN sync_core.debtor d ON d.id = o.debtor_id
      WHERE o.amazon_order_id = $1 AND d.is_collective`;
    expect(await stage.query(collective, [id])).toHaveLength(1);
  }

  const now = (): string => stage.time.now().toISOString();

  async function withBuyer(ids: readonly string[]): Promise<number> {
    const sql = `SELECT 1 FROM sync_core.amazon_order WHERE amazon_order_id = ANY($1) AND personal_data IS NOT NULL`;
    return (await stage.query(sql, [ids])).length;
  }

  async function gone(id: string): Promise<void> {
    await stage.untilBy([PurgeBuyersDataJob], `the buyer of ${id} is gone`, async () => (await withBuyer([id])) === 0);
  }
});
