import { setAmazonStockV1 } from '@connector/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

const BLOCKED_MS = 5_000;
const COUNT = 20;

describe('R-24: a process that computes for five seconds and hears nothing meanwhile', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('blocked');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  it('keeps its connections: what it had taken is not given to it again, and what it says is sent', async () => {
    let blocked = false;
    service.on(setAmazonStockV1, async (delivery) => {
      if (!blocked) {
        blocked = true;
        compute(BLOCKED_MS);
      }
      await service.takeEffect(delivery);
    });
    const sent = await service.sendMany(setAmazonStockV1, COUNT);
    await until('all take effect', async () => (await bus.effectsAmong(sent)).messages === COUNT);
    await until('the outbox is empty', async () => (await bus.unsent()) === 0);
    expect(await bus.effectsAmong(sent)).toEqual({ messages: COUNT, effects: COUNT });
    for (const id of sent) expect(service.deliveriesOf(id)).toMatchObject([{ redelivered: false }]);
    expect(await service.troubles()).toEqual({});
  });
});

/** Leaves no moment to anything else. */
function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
