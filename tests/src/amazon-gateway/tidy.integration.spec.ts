import { TidyJob } from '@connector/amazon-gateway/persistence/tidy.job';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setStage, type Stage } from './stage.js';

describe('The amazon-gateway takes away what has done its work', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_tidy')));
  afterAll(() => stage.stop());

  it('and keeps what is still asked for', async () => {
    const app = await stage.start();
    const old = `now() - interval '4 years'`;
    const rows = async (time: string, answer: string): Promise<void> => {
      for (const statement of [
        `command_answer (command_id, connection_id, answer, at) VALUES (gen_random_uuid(), gen_random_uuid(), ${answer}, ${time})`,
        `stock_many VALUES (gen_random_uuid(), gen_random_uuid(), 'c', 1, 'm', ${time}, ${answer === 'NULL' ? 'NULL' : time})`,
        `stock_feed VALUES (gen_random_uuid(), 'f', 1, ${time}, ${answer === 'NULL' ? 'NULL' : time}, 'done')`,
        `backfill VALUES (gen_random_uuid(), gen_random_uuid(), '{}', false, NULL, 0, 0, ${time}, ${answer === 'NULL' ? 'NULL' : time})`,
      ])
        await stage.query(`INSERT INTO amazon_gateway.${statement}`);
    };
    await rows(old, `'{}'`);
    await rows(old, 'NULL');
    await rows('now()', `'{}'`);
    for (const time of [old, 'now()']) {
      await stage.query(`INSERT INTO amazon_gateway.order_notification VALUES (gen_random_uuid()::text, ${time})`);
      await stage.query(
        `INSERT INTO amazon_gateway.seen_order VALUES (gen_random_uuid(), '402-0000001-0000001', ${time}, 'hash')`,
      );
      await stage.query(
        `INSERT INTO amazon_gateway.consent_state VALUES (gen_random_uuid()::text::bytea, gen_random_uuid()::text::bytea, '', gen_random_uuid(), ${time})`,
      );
    }
    await app.get(TidyJob).tick();
    const count = async (table: string): Promise<number> =>
      (await stage.query(`SELECT 1 FROM amazon_gateway.${table}`)).length;
    for (const table of ['command_answer', 'stock_many', 'stock_feed', 'backfill'])
      expect([table, await count(table)]).toEqual([table, 2]);
    for (const table of ['order_notification', 'seen_order', 'consent_state'])
      expect([table, await count(table)]).toEqual([table, 1]);
  });
});
