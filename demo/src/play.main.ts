import { tableOf } from './accounting/table.js';
import { Console } from './console.js';
import { runDay } from './run-day.js';
import { stageFromEnvironment } from './stack/stage-from-environment.js';
import { until } from './stack/until.js';

/**
 * Plays the day on a connector and sandboxes that run already: in Compose or in a cluster. Killed and started again it goes on with
 * the same day. The exit code tells whether every order was accounted for.
 */
const screen = new Console();
try {
  const stage = stageFromEnvironment();
  const clock = { now: stage.now().toISOString(), speed: stage.speed };
  for (const sandbox of [stage.amazon, stage.exact])
    await until(
      'The start of a sandbox',
      // in real time a sandbox has the right time by itself
      () => (stage.speed === 1 ? sandbox.get('/clock') : sandbox.send('PUT', '/clock', clock)),
      { withinMs: stage.patienceMs },
    );
  await until('The start of sync-core', () => stage.api.get('/summary'), { withinMs: stage.patienceMs });
  const { orders, figures } = await runDay(stage, {
    say: (line) => screen.say(line),
    progress: (line) => screen.progress(line),
    resume: true,
  });
  screen.print(`\n${tableOf(orders, figures)}\n`);
  for (const fault of figures.faults) screen.print(`  ${fault}`);
  process.exitCode = figures.faults.length === 0 ? 0 : 1;
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  screen.print(`day: ${error instanceof Error ? error.message : String(error)}${cause}`);
  process.exitCode = 1;
}
process.exit();
