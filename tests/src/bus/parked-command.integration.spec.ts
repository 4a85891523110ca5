import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { configureAmazonConnectionV1, setAmazonStockV1, type Contract } from '@connector/contracts';
import { queueName } from '@connector/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

const run = promisify(execFile);
const OPS = join(import.meta.dirname, '../../../ops/dist/main.js');

interface Listed {
  readonly id: string;
  readonly messageId: string;
  readonly correlationId: string;
}

describe("the operator's command for parked messages, run as a program", () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('command');
    service = await impersonate(bus);
  });

  beforeEach(async () => {
    await service.parked.discardAll({}, 'the next test begins');
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  /** With the service's own database role and broker user, which may touch nothing else. */
  const parked = async (...words: string[]): Promise<string> => {
    const env = {
      PATH: process.env['PATH'],
      SERVICE,
      DATABASE_URL: bus.infrastructure.databaseUrlFor(SERVICE),
      AMQP_URL: bus.infrastructure.amqpUrlFor(SERVICE),
    };
    return (await run(process.execPath, [OPS, 'parked', ...words], { env })).stdout.trim();
  };

  const list = async (...filter: string[]): Promise<Listed[]> =>
    JSON.parse(await parked('list', ...filter)) as Listed[];

  /** Messages whose handler had a mistake that is mended by now. */
  const park = async (contract: Contract, lane: 'stock' | 'control', count: number): Promise<string[]> => {
    service.on(contract, () => Promise.reject(new Error('a mistake in the handler')));
    const properties = Array.from({ length: count }, () => propertiesOf(contract));
    const before = await service.parked.count();
    await bus.put(queueName(SERVICE, lane), JSON.stringify(contract.example), ...properties);
    await until('they are parked', async () => (await service.parked.count()) === before + count);
    service.on(contract, (delivery) => service.takeEffect(delivery));
    return properties.map(({ messageId }) => messageId);
  };

  it('lists what waits and shows one with its cause', async () => {
    const messageIds = await park(setAmazonStockV1, 'stock', 3);
    const listed = await list();
    expect(listed.map(({ messageId }) => messageId).toSorted()).toEqual(messageIds.toSorted());
    expect(await list('--limit', '2')).toEqual(listed.slice(0, 2));
    expect(JSON.parse(await parked('show', listed[0]!.id))).toMatchObject({
      id: listed[0]!.id,
      reasonCode: 'bug_attempts_exhausted',
      cause: 'Error: a mistake in the handler',
      closed: null,
    });
    expect(await parked('show', '019ab0c2-7a00-7000-8000-000000000000')).toContain('There is no parked message');
  });

  it('replays one: under its own id, to one effect, with the note of who did it', async () => {
    const [messageId] = await park(setAmazonStockV1, 'stock', 1);
    const [{ id }] = (await list()) as [Listed];
    expect(await parked('replay', id, 'ann:', 'the handler is mended')).toBe('replayed');
    await until('it takes effect', async () => (await bus.effectsOf(messageId!)) === 1);
    expect(await parked('replay', id, 'bob: too late')).toBe('no such message is waiting');
    expect(JSON.parse(await parked('show', id))).toMatchObject({
      messageId,
      closed: { how: 'replayed', note: 'ann: the handler is mended' },
    });
  });

  it('replays what a filter means, and leaves the rest', async () => {
    const stock = await park(setAmazonStockV1, 'stock', 2);
    const [other] = await park(configureAmazonConnectionV1, 'control', 1);
    expect(await list('--lane', 'stock')).toHaveLength(2);
    expect(await parked('replay', '--type', setAmazonStockV1.name, 'ann: mended')).toBe('2 replayed');
    await until('both take effect', async () => (await bus.effectsAmong(stock)).messages === 2);
    expect((await list()).map(({ messageId }) => messageId)).toEqual([other]);
  });

  it('discards one, what a filter means, or all', async () => {
    await park(setAmazonStockV1, 'stock', 4);
    const [first, second] = (await list()) as [Listed, Listed];
    expect(await parked('discard', first.id, 'ann: a test')).toBe('discarded');
    expect(await parked('discard', '--correlation', second.correlationId, 'ann: a test')).toBe('1 discarded');
    expect(await parked('discard', '--all', 'ann: tests')).toBe('2 discarded');
    expect(await list()).toEqual([]);
  });

  it.each([
    ['no action', [], 'parked needs list, show, replay or discard'],
    ['neither id nor filter', ['discard'], 'needs the id of one message, a filter'],
    ['no note', ['discard', '--all'], 'a note is missing'],
    ['an option that there is not', ['list', '--colour', 'red'], '--colour'],
    ['a limit that is none', ['list', '--limit', 'many'], '--limit must be a number'],
  ])('refuses %s, says what to do and ends with an error', async (_what, words, told) => {
    await expect(parked(...words)).rejects.toMatchObject({ code: 78, stderr: expect.stringContaining(told) });
  });
});
