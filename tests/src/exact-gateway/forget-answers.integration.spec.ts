import { ForgetAnswersJob } from '@connector/exact-gateway/answers/forget-answers.job.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

describe('Answers that nobody asks for any more', () => {
  let stage: GatewayStage;
  beforeAll(async () => {
    stage = await GatewayStage.open('exact_forgotten');
    await stage.start();
  });
  afterAll(() => stage.close());

  it('go after 35 days; what was made in Exact is known for ever', async () => {
    const commander = new Commander(stage);
    const shop = await Commands.for(stage, commander, await stage.connect());
    const [old, fresh] = [shop.item('OLD'), shop.item('FRESH')];
    for (const sent of [old, fresh]) expect((await commander.deliver(sent))[0]!.type).toBe('exact.item.ensured.v1');
    await stage.db.query(
      `UPDATE exact_gateway.command_answer SET answered_at = now() - interval '36 days' WHERE command_id = $1`,
      [old.commandId],
    );
    await stage.instance(0).get(ForgetAnswersJob).tick();
    const left = await stage.db.query<{ command_id: string }[]>(
      `SELECT command_id FROM exact_gateway.command_answer WHERE command_id = ANY($1)`,
      [[old.commandId, fresh.commandId]],
    );
    expect(left.map(({ command_id: id }) => id)).toEqual([fresh.commandId]);
    await stage.forgetCalls();
    expect((await commander.deliver(old, 2))[0]!.type).toBe('exact.item.ensured.v1');
    expect(await stage.calls({ operation: 'POST logistics/Items' })).toEqual([]);
  });
});
