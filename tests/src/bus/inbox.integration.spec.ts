import { setAmazonStockV1 } from '@connector/contracts';
import { Inbox, uuidV7 } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import { startBus, type Bus } from './support/bus.js';
import { createService, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

describe('an effect and the id of its message', () => {
  let bus: Bus;
  let service: ImpersonatedService;
  let db: DataSource;
  let inbox: Inbox;
  beforeAll(async () => {
    bus = await startBus('inbox');
    service = await createService(bus);
    db = service.app.get(DataSource);
    inbox = service.app.get(Inbox);
  });
  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  const effect = (tx: EntityManager, messageId: string): Promise<unknown> =>
    tx.query('INSERT INTO amazon_gateway.effect (message_id) VALUES ($1)', [messageId]);
  const standing = async (messageId: string): Promise<{ ids: number; effects: number }> => {
    const [row] = await db.query<{ ids: number; effects: number }[]>(
      `SELECT (SELECT count(*)::int FROM amazon_gateway.inbox_message WHERE message_id = $1) AS ids,
         (SELECT count(*)::int FROM amazon_gateway.effect WHERE message_id = $1) AS effects`,
      [messageId],
    );
    return row!;
  };

  it('are committed together, and the next delivery does nothing', async () => {
    const messageId = uuidV7();
    const once = () => inbox.once('inbox', { messageId }, async (tx) => void (await effect(tx, messageId)));
    expect([await once(), await once()]).toEqual(['handled', 'duplicate']);
    expect(await standing(messageId)).toEqual({ ids: 1, effects: 1 });
  });

  it('are taken back together, with what a transaction of TypeORM inside has done', async () => {
    const messageId = uuidV7();
    const failing = inbox.once('inbox', { messageId }, async (tx) => {
      await tx.transaction((inner) => effect(inner, messageId));
      throw new Error('after the effect');
    });
    await expect(failing).rejects.toThrow('after the effect');
    expect(await standing(messageId)).toEqual({ ids: 0, effects: 0 });
    await inbox.once('inbox', { messageId }, async (tx) => void (await effect(tx, messageId)));
    expect(await standing(messageId)).toEqual({ ids: 1, effects: 1 });
  });

  it('a consumer whose name has a quote in it is told from the others', async () => {
    const messageId = uuidV7();
    const once = (consumer: string) => inbox.once(consumer, { messageId }, async () => undefined);
    expect([await once("it's"), await once("it's"), await once('its')]).toEqual(['handled', 'duplicate', 'handled']);
  });

  it('of a message that is handled twice at once have one effect: the second waits for the first', async () => {
    const messageId = uuidV7();
    let end = (): void => undefined;
    const first = inbox.once('inbox', { messageId }, async (tx) => {
      await effect(tx, messageId);
      await new Promise<void>((resolve) => (end = resolve));
    });
    const second = inbox.once('inbox', { messageId }, async (tx) => void (await effect(tx, messageId)));
    await until('one waits for the other', async () => {
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await db.query<unknown[]>(waiting)).length > 0;
    });
    end();
    expect([await first, await second]).toEqual(['handled', 'duplicate']);
    expect(await standing(messageId)).toEqual({ ids: 1, effects: 1 });
  });

  it('leave no connection in a transaction when the id cannot be written', async () => {
    await expect(inbox.once('inbox', { messageId: 'no id' }, async () => undefined)).rejects.toThrow(/uuid/);
    const open = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
    expect(await db.query<unknown[]>(open)).toEqual([]);
    expect(await service.send(setAmazonStockV1)).toEqual(expect.any(String));
  });
});
