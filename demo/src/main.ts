import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { NoInfrastructure } from '@connector/local-infrastructure';
import { reasonsOf } from './accounting/reasons.js';
import { tableOf } from './accounting/table.js';
import { Console } from './console.js';
import { followOneMore } from './day/one-more-order.js';
import { ordersOfTheDay } from './day/orders-of-the-day.js';
import { marketplaceIds } from './day/stores.js';
import { runDay } from './run-day.js';
import { SPEED } from './stack/business-clock.js';
import { demoShop } from './day/connection.js';
import { startStack, type Stack } from './stack/stack.js';

const HELP = `Plays a day of a shop through the whole connector.
  --exit          end when the day is accounted for, instead of staying up until Ctrl-C
  --json FILE     write the figures as JSON
  --keep          leave the databases and the sandboxes' records; the next --keep run goes on with them
  --kill SERVICE  kill -9 a service in the middle of the day; may be given several times
  --storm         let every eighth call to Amazon and Exact fail in some way
`;

const INTRODUCTION = `A day of a shop: ${ordersOfTheDay(new Date()).length} orders of ${marketplaceIds.length} Amazon stores become debtors and sales orders in Exact Online, the shelf goes to Amazon.
Amazon and Exact are sandboxes here; RabbitMQ, PostgreSQL and the three services are real. Time runs ${SPEED} times as fast.
`;

const screen = new Console();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      exit: { type: 'boolean', default: false },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      kill: { type: 'string', multiple: true, default: [] },
      storm: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    screen.print(HELP);
    return 0;
  }
  // servers that the environment names keep their data, so what stands beside them must be kept, too
  const keep = values.keep || process.env['DATABASE_URL'] !== undefined;
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve('interrupted'));
  });
  screen.print(INTRODUCTION);
  let stack: Stack | undefined;
  const starting = startStack({
    name: keep ? 'demo_kept' : 'demo',
    keep,
    apiPort: 3000,
    say: (line) => screen.say(line),
  });
  try {
    stack = await starting;
    const day = runDay(stack, {
      say: (line) => screen.say(line),
      progress: (line) => screen.progress(line),
      kill: values.kill,
      storm: values.storm,
    });
    const result = await Promise.race([day, interrupted]);
    if (result === 'interrupted') {
      day.catch(() => undefined);
      return 130;
    }
    screen.print(`\n${tableOf(result.orders, result.figures)}\n`);
    for (const fault of result.figures.faults) screen.print(`  ${fault}`);
    for (const reason of reasonsOf(result.orders)) screen.print(`  ${reason}`);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result.figures, undefined, 2)}\n`);
    if (!values.exit) {
      screen.print(whereToLook(stack));
      await Promise.race([interrupted, placeOnEnter(stack)]);
    }
    return result.figures.faults.length === 0 ? 0 : 1;
  } finally {
    if (stack !== undefined) {
      screen.say('Stopping');
      await stack.stop();
    }
  }
}

/** Each Enter places one more order and shows its way; without a terminal nothing is read. */
async function placeOnEnter(stack: Stack): Promise<void> {
  if (!process.stdin.isTTY) return new Promise(() => undefined);
  let number = 0;
  for await (const _line of createInterface({ input: process.stdin })) {
    screen.say('One more order is placed at Amazon');
    const way = await followOneMore(stack, number++).catch((error: unknown) => [String(error)]);
    for (const step of way) screen.print(`        ${step}`);
  }
}

function whereToLook(stack: Stack): string {
  const { apiUrl, apiToken, infrastructure, amazonUrl, exactUrl, logFolder, processes } = stack;
  const { management } = infrastructure;
  const ui =
    management === undefined
      ? 'RabbitMQ management: not enabled on this broker (rabbitmq-plugins enable rabbitmq_management)'
      : `RabbitMQ management: ${management.url}  user ${management.user}, password ${management.password}`;
  return [
    '',
    'Where to look',
    `  API: ${apiUrl}/docs  bearer token ${apiToken}`,
    `       curl -H 'authorization: Bearer ${apiToken}' ${apiUrl}/held-work`,
    `  ${ui}`,
    `  Exact Online, as the bookkeeper would see it: curl ${exactUrl}/_sandbox/divisions/${demoShop.division}/salesorders`,
    `  Amazon: curl ${amazonUrl}/_sandbox/sellers/${demoShop.sellerId}/listings   calls of both: …/_sandbox/calls/summary`,
    `  Logs: ${logFolder}`,
    `  Processes: ${processes.map(({ name, pid }) => `${name} ${pid ?? '-'}`).join(', ')} (one that is killed is started again)`,
    'Enter places one more order and shows its way; Ctrl-C stops everything.',
    '',
  ].join('\n');
}

process.exitCode = await main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  screen.print(`demo: ${error instanceof Error ? error.message : String(error)}${cause}`);
  return error instanceof NoInfrastructure ? 78 : 1;
});
process.exit();
