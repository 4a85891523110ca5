import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NoInfrastructure } from '@connector/local-infrastructure';
import { tableOf } from './accounting/table.js';
import { Console } from './console.js';
import { runDay } from './run-day.js';
import { startStack, type Stack } from './stack/stack.js';

const HELP = `Plays a day of a shop through the whole connector.
  --exit          end when the day is accounted for, instead of staying up until Ctrl-C
  --json FILE     write the figures as JSON
  --keep          leave the databases and the sandboxes' records; the next --keep run goes on with them
  --kill SERVICE  kill -9 a service in the middle of the day; may be given several times
  --storm         let every eighth call to Amazon and Exact fail in some way
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
  let stack: Stack | undefined;
  const starting = startStack({ name: keep ? 'demo_kept' : 'demo', keep, say: (line) => screen.say(line) });
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
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result.figures, undefined, 2)}\n`);
    if (!values.exit) {
      screen.print(whereToLook(stack));
      await interrupted;
    }
    return result.figures.faults.length === 0 ? 0 : 1;
  } finally {
    if (stack !== undefined) {
      screen.say('Stopping');
      await stack.stop();
    }
  }
}

function whereToLook({ apiUrl, apiToken, infrastructure: { management }, logFolder, processes }: Stack): string {
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
    `  Logs: ${logFolder}`,
    `  Processes: ${processes.map(({ name, pid }) => `${name} ${pid ?? '-'}`).join(', ')} (one that is killed is started again)`,
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

process.exitCode = await main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  screen.print(`demo: ${error instanceof Error ? error.message : String(error)}${cause}`);
  return error instanceof NoInfrastructure ? 78 : 1;
});
process.exit();
