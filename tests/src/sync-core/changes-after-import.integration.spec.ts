import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createExactSalesOrderV1, exactCommandDeferredV1, type AmazonOrderUpdatedV1 } from '@connector/contracts';
import { until } from '../bus/support/until.js';
import { buyer, orderUpdate } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { willingPlatforms } from './willing-platforms.js';

interface NoticeView {
  readonly amazonOrderId: string;
  readonly code: string;
  readonly differences: readonly { what: string; booked: string; now: string }[];
  readonly nl: string;
}

const later = (minutes: number): string => new Date(Date.UTC(2026, 10, 23, 9, minutes)).toISOString();

/** The line of the invented order at another price. */
function priced(minorUnits: number): Partial<AmazonOrderUpdatedV1> {
  const [line] = orderUpdate({ id: '402-0000000-0000000' }).lines;
  const total = { minorUnits, currency: 'EUR' };
  return {
    grandTotal: total,
    lines: [
      Object.assign({}, line, {
        unitPrice: total,
        proceedsTotal: total,
        components: [{ type: 'ITEM', amount: total, details: [] }],
      }),
    ],
  };
}

describe('What Amazon changes after the sales order was made (O8)', () => {
  let stage: Stage;
  let connection: string;
  let turn = 0;
  beforeAll(async () => {
    stage = await setStage('core_changes');
    connection = await stage.connect({ sellerId: 'A000CHANGES01' });
  });
  afterAll(() => stage.stop());

  const nextId = (): string => `402-${String(++turn).padStart(7, '0')}-0000001`;
  const notices = async (id: string): Promise<NoticeView[]> =>
    (await stage.api.get<{ notices: NoticeView[] }>(`/notices?connectionId=${connection}`)).notices.filter(
      ({ amazonOrderId }) => amazonOrderId === id,
    );
  const listed = async (id: string, count: number): Promise<NoticeView[]> => {
    await until(`${count} notices on ${id}`, async () => (await notices(id)).length === count);
    return notices(id);
  };
  const createsOf = (id: string) =>
    stage.gateways.of(createExactSalesOrderV1).filter(({ body }) => body['yourRef'] === id);
  const seen = async (id: string, lastUpdatedTime: string): Promise<void> =>
    until(`the update of ${lastUpdatedTime} is read`, async () => {
      const order = await stage.api.get<{ lastUpdatedTime: string }>(`/orders/${connection}/${id}`);
      return order.lastUpdatedTime === lastUpdatedTime;
    });

  it('O8: is listed old against new per VAT code, ticked off for that state, listed again for a further change, and undone by the next', async () => {
    const id = nextId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    await stage.tellOrder(connection, { id, lastUpdatedTime: later(1), more: priced(900) }, buyer());
    const [notice] = await listed(id, 1);
    expect(notice).toMatchObject({
      code: 'correction_needed',
      differences: [{ what: 'vatCode 2', booked: '1000 EUR', now: '900 EUR' }],
    });
    expect(notice!.nl).toContain('Correctie nodig');
    const tick = `/notices/${connection}/${id}/correction_needed/tick-off`;
    await stage.api.send('POST', tick, { by: 'A. Boekhouder', note: 'Aangepast in Exact' });
    expect(await notices(id)).toHaveLength(0);

    const shipped = { id, status: 'SHIPPED', lastUpdatedTime: later(2), more: priced(900) };
    await stage.tellOrder(connection, shipped, buyer());
    await seen(id, later(2));
    expect(await notices(id)).toHaveLength(0);

    await stage.tellOrder(connection, { ...shipped, lastUpdatedTime: later(3), more: priced(800) }, buyer());
    expect((await listed(id, 1))[0]!.differences).toStrictEqual([
      { what: 'vatCode 2', booked: '1000 EUR', now: '800 EUR' },
    ]);
    await stage.tellOrder(connection, { ...shipped, lastUpdatedTime: later(4), more: priced(1_000) }, buyer());
    await listed(id, 0);
    expect(createsOf(id)).toHaveLength(1);
  });

  it('O8: a new address is told without a word of it; that the goods are shipped is no change', async () => {
    const id = nextId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    await stage.tellOrder(connection, { id, status: 'SHIPPED', lastUpdatedTime: later(1) }, buyer());
    await seen(id, later(1));
    expect(await notices(id)).toHaveLength(0);
    const moved = buyer();
    moved.deliveryAddress!.addressLine1 = 'Geheimelaan 99';
    await stage.tellOrder(connection, { id, status: 'SHIPPED', lastUpdatedTime: later(2) }, moved);
    const [notice] = await listed(id, 1);
    expect(notice!.differences).toStrictEqual([{ what: 'address', booked: 'other', now: 'changed' }]);
    expect(JSON.stringify(await stage.query('SELECT * FROM sync_core.order_notice'))).not.toContain('Geheimelaan');
  });

  it('O8: a change of the installation is no change of the order', async () => {
    const id = nextId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    const from = (importOrdersFrom: string) =>
      stage.api.send('PATCH', `/connections/${connection}`, { settings: { importOrdersFrom } });
    await from('2026-11-25T00:00:00.000Z');
    await stage.tellOrder(connection, { id, status: 'SHIPPED', lastUpdatedTime: later(1) }, buyer());
    await seen(id, later(1));
    expect(await notices(id)).toHaveLength(0);
    await from('2026-01-01T00:00:00.000Z');
  });

  it('O8: an order that Amazon calls no sale any more is shown', async () => {
    const id = nextId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    await stage.tellOrder(connection, { id, status: 'UNFULFILLABLE', lastUpdatedTime: later(1) }, buyer());
    expect((await listed(id, 1))[0]).toMatchObject({
      code: 'correction_needed',
      differences: [{ what: 'no longer a sale', now: 'unfulfillable' }],
    });
  });

  it('O8: a full cancellation is shown', async () => {
    const id = nextId();
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
    await stage.tellOrder(connection, { id, status: 'CANCELLED', lastUpdatedTime: later(1) }, buyer());
    expect((await listed(id, 1))[0]!.code).toBe('cancelled_after_import');
    await stage.orderIn(connection, id, 'done');
  });

  it('O8: a change while the command is away is composed anew when the command comes back, and compared when it does not', async () => {
    const id = nextId();
    const platforms = willingPlatforms();
    stage.gateways.answerWith({ ...platforms, [createExactSalesOrderV1.name]: () => undefined });
    await stage.tellOrder(connection, { id }, buyer());
    await until('the sales order is asked for', async () => createsOf(id).length === 1);
    await stage.tellOrder(connection, { id, lastUpdatedTime: later(1), more: priced(700) }, buyer());
    await seen(id, later(1));
    const [first] = createsOf(id);
    stage.gateways.answerWith(platforms);
    const deferred = {
      commandId: first!.id,
      release: Number(first!.body['release']),
      command: createExactSalesOrderV1.name,
      reasonCode: 'exact_minute_limit',
      notBefore: new Date(Date.now() - 1_000).toISOString(),
      holdsAll: false,
    };
    await stage.gateways.tell(exactCommandDeferredV1, deferred, first!);
    await stage.orderIn(connection, id, 'done');
    const asked = createsOf(id);
    expect(asked).toHaveLength(2);
    expect(asked[1]!.body['expectedTotal']).toStrictEqual({ minorUnits: 700, currency: 'EUR' });
    expect(await notices(id)).toHaveLength(0);
  });

  it('O8: an order that is cancelled while its command waits for a quota is never made', async () => {
    const id = nextId();
    stage.gateways.answerWith({ ...willingPlatforms(), [createExactSalesOrderV1.name]: () => undefined });
    await stage.tellOrder(connection, { id }, buyer());
    await until('the sales order is asked for', async () => createsOf(id).length === 1);
    await stage.tellOrder(connection, { id, status: 'CANCELLED', lastUpdatedTime: later(1) }, buyer());
    await seen(id, later(1));
    const [first] = createsOf(id);
    stage.gateways.answerWith(willingPlatforms());
    const deferred = {
      commandId: first!.id,
      release: Number(first!.body['release']),
      command: createExactSalesOrderV1.name,
      reasonCode: 'exact_minute_limit',
      notBefore: new Date(Date.now() - 1_000).toISOString(),
      holdsAll: false,
    };
    await stage.gateways.tell(exactCommandDeferredV1, deferred, first!);
    await stage.orderIn(connection, id, 'cancelled');
    expect(createsOf(id)).toHaveLength(1);
  });

  it('O6: a held order is judged again before it goes on: a later start date skips it', async () => {
    const id = nextId();
    const unknown = { more: { deliveryTip: { minorUnits: 100, currency: 'EUR' } } };
    await stage.tellOrder(connection, { id, ...unknown }, buyer());
    await stage.orderIn(connection, id, 'held');
    const settings = await stage.api.get<{ settings: { importOrdersFrom: string } }>(`/connections/${connection}`);
    const change = async (importOrdersFrom: string): Promise<unknown> =>
      stage.api.send('PATCH', `/connections/${connection}`, { settings: { importOrdersFrom } });
    await change('2026-12-01T00:00:00.000Z');
    await stage.api.send('POST', `/held-work/${connection}/${id}/retry`, {});
    await stage.orderIn(connection, id, 'skipped');
    await change(settings.settings.importOrdersFrom);
  });

  it('C1: an order whose debtor is answered while the connection is paused goes on when it is resumed', async () => {
    const id = nextId();
    const platforms = willingPlatforms();
    const held: (() => Promise<void>)[] = [];
    const answer = platforms['exact.debtor.ensure.v1']!;
    stage.gateways.answerWith({
      ...platforms,
      'exact.debtor.ensure.v1': (command, gateways) => void held.push(async () => answer(command, gateways)),
    });
    await stage.tellOrder(connection, { id }, buyer('Piet Pauze'));
    await until('the debtor is asked for', async () => held.length === 1);
    await stage.api.send('POST', `/connections/${connection}/pause`, {});
    await held[0]!();
    await until('the debtor is there', async () => {
      const [row] = await stage.query<{ state: string }>(
        `SELECT d.state FROM sync_core.debtor d JOIN sync_core.amazon_order o ON o.debtor_id = d.id WHERE o.amazon_order_id = $1`,
        [id],
      );
      return row?.state === 'ready';
    });
    stage.gateways.answerWith(platforms);
    await stage.api.send('POST', `/connections/${connection}/resume`, {});
    await stage.orderIn(connection, id, 'done');
  });
});
