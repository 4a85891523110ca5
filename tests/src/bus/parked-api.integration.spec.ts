import { setAmazonStockV1 } from '@connector/contracts';
import { ParkedMessage, queueName } from '@connector/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, OPERATOR_TOKEN, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly messages?: readonly Record<string, unknown>[] };
}

describe('the API of the parked messages', () => {
  let bus: Bus;
  let service: ImpersonatedService;
  let url: string;

  beforeAll(async () => {
    bus = await startBus('parked_api');
    service = await impersonate(bus);
    await service.app.listen(0, '127.0.0.1');
    url = await service.app.getUrl();
  });

  beforeEach(() => bus.db.getRepository(ParkedMessage).clear());

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  const call = async (
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    token: string | undefined = OPERATOR_TOKEN,
  ): Promise<Answer> => {
    const response = await fetch(`${url}/parked-messages${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };

  /** Messages that are broken by their body, and so are parked at once. */
  const park = async (count: number): Promise<ParkedMessage[]> => {
    const broken = Array.from({ length: count }, () => propertiesOf(setAmazonStockV1));
    await bus.put(queueName(SERVICE, 'stock'), '{"sku":7}', ...broken);
    await until('they are parked', async () => (await service.parked.count()) === count);
    return service.parked.list();
  };

  it('is closed to whoever has no token', async () => {
    expect(await call('GET', '', undefined, 'a guess')).toMatchObject({ status: 401 });
    expect(await call('POST', '/discard', { all: true, note: 'mallory' }, 'a guess')).toMatchObject({ status: 401 });
  });

  it('lists what waits page by page, each with its reason in two languages', async () => {
    const rows = await park(3);
    const first = await call('GET', '?limit=2');
    expect(first.body).toMatchObject({ waiting: 3, next: rows[1]!.id });
    expect(first.body.messages).toMatchObject([
      { id: rows[0]!.id, reasonCode: 'contract_broken', reason: { nl: expect.any(String), en: expect.any(String) } },
      { id: rows[1]!.id, lane: 'stock', type: setAmazonStockV1.name, attempts: 1, closed: null },
    ]);
    const second = await call('GET', `?limit=2&after=${rows[1]!.id}`);
    expect(second.body.messages).toMatchObject([{ id: rows[2]!.id }]);
    expect(second.body['next']).toBeUndefined();
    expect((await call('GET', '?lane=control')).body).toMatchObject({ waiting: 0, messages: [] });
    expect(await call('GET', '?colour=red')).toMatchObject({ status: 400 });
  });

  it('shows one with body, cause and stack', async () => {
    const [row] = await park(1);
    const { body } = await call('GET', `/${row!.id}`);
    expect(body).toMatchObject({ body: { sku: 7 }, cause: expect.stringContaining('sku (isString)') });
    expect(String(body['stack'])).toContain('ContractBroken');
    expect(await call('GET', '/019ab0c2-7a00-7000-8000-000000000000')).toMatchObject({ status: 404 });
  });

  it('discards and replays one, and refuses what is not waiting any more', async () => {
    const [first, second] = await park(2);
    expect(await call('POST', `/${first!.id}/discard`, { note: 'Anna: a test' })).toMatchObject({ status: 200 });
    expect(await call('POST', `/${first!.id}/replay`, { note: 'Bob: too late' })).toMatchObject({ status: 409 });
    expect(await call('POST', `/${second!.id}/replay`, {})).toMatchObject({ status: 400 });
    expect(await call('POST', `/${second!.id}/replay`, { note: 'Anna: mended' })).toMatchObject({ status: 200 });
    // in a row of its own, or in the old one if that was not closed yet
    await until('the replayed one is parked anew', async () =>
      (await service.parked.list()).some(
        ({ messageId, lastSeenAt }) => messageId === second!.messageId && lastSeenAt > second!.lastSeenAt,
      ),
    );
  });

  it('discards by filter, and all only when that is said', async () => {
    const [first] = await park(3);
    const note = 'Anna: tests';
    expect(await call('POST', '/discard', { note })).toMatchObject({ status: 400 });
    expect((await call('POST', '/discard', { correlationId: first!.correlationId, note })).body).toEqual({
      discarded: 1,
    });
    for (const all of ['false', 'true', '', 0, 1, 'no'])
      for (const path of ['/discard', '/replay'])
        expect([all, path, await call('POST', path, { all, note })]).toMatchObject([all, path, { status: 400 }]);
    expect(await call('POST', '/discard', { all: false, note })).toMatchObject({ status: 400 });
    expect((await call('GET', '')).body).toMatchObject({ waiting: 2 });
    expect((await call('POST', '/discard', { all: true, note })).body).toEqual({ discarded: 2 });
    expect((await call('GET', '')).body).toMatchObject({ waiting: 0 });
  });
});
