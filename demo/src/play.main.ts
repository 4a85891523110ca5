import { tableOf } from './accounting/table.js';
import { JsonClient } from './clients/json-client.js';
import { Console } from './console.js';
import { runDay } from './run-day.js';
import { until } from './stack/until.js';

/**
 * Plays the day on a connector and sandboxes that run already, in real time: in Compose or in a cluster. The exit code tells
 * whether every order was accounted for.
 */
const screen = new Console();
const { API_URL, API_TOKEN, AMAZON_SANDBOX_URL, EXACT_SANDBOX_URL } = process.env;
if (
  API_URL === undefined ||
  API_TOKEN === undefined ||
  AMAZON_SANDBOX_URL === undefined ||
  EXACT_SANDBOX_URL === undefined
) {
  screen.print('day: API_URL, API_TOKEN, AMAZON_SANDBOX_URL and EXACT_SANDBOX_URL must be set');
  process.exit(78);
}
const stage = {
  api: new JsonClient(API_URL, API_TOKEN),
  amazon: new JsonClient(`${AMAZON_SANDBOX_URL}/_sandbox`),
  exact: new JsonClient(`${EXACT_SANDBOX_URL}/_sandbox`),
  speed: 1,
  now: () => new Date(),
  restarts: () => ({}),
};
const clients = [stage.amazon, stage.exact];
await Promise.all(clients.map((sandbox) => until('The start of a sandbox', () => sandbox.get('/clock'))));
await until('The start of sync-core', () => stage.api.get('/summary'));
const { orders, figures } = await runDay(stage, {
  say: (line) => screen.say(line),
  progress: (line) => screen.progress(line),
});
screen.print(`\n${tableOf(orders, figures)}\n`);
for (const fault of figures.faults) screen.print(`  ${fault}`);
process.exit(figures.faults.length === 0 ? 0 : 1);
