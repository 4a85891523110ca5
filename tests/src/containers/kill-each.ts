import { until } from '@connector/demo';
import type { ComposeProject, ContainerState } from './compose-project.js';
import { lastTable, type DayTable } from './day-table.js';

/** Everything that runs on during the day; the jobs before it have ended when it begins. */
export const KILLED = [
  'rabbitmq',
  'postgres',
  'amazon-gateway',
  'exact-gateway',
  'sync-core',
  'amazon-sandbox',
  'exact-sandbox',
  'day',
] as const;

/** A container is back and healthy within this time, else the verdict says so. */
const BACK_WITHIN_MS = 300_000;
const DAY_WITHIN_MS = 1_500_000;

type Say = (line: string) => void;

/** Plays a day from nothing; `kills` are killed one after the other, each once the one before is back. Gives its table. */
export async function playDay(project: ComposeProject, kills: readonly string[], say: Say): Promise<DayTable> {
  await project.run('up', '--detach');
  await until('The start of the day', async () => (await progress(project)).length > 0 || undefined, {
    withinMs: BACK_WITHIN_MS,
  });
  for (const service of kills) {
    await project.run('kill', service);
    await project.run('start', service);
    const seconds = await backAfter(project, service);
    say(
      `${service} was killed and is back after ${seconds} s; ${(await progress(project)).at(-1) ?? 'no order is placed yet'}`,
    );
  }
  await until('The end of the day', async () => ((await ended(project)) ? true : undefined), {
    withinMs: DAY_WITHIN_MS,
    everyMs: 2_000,
  });
  const unhealthy = (await project.containers()).filter((container) => !isWell(container));
  if (unhealthy.length > 0)
    throw new Error(
      `Not healthy at the end: ${unhealthy.map(({ Service, State }) => `${Service} ${State}`).join(', ')}`,
    );
  const table = lastTable(await log(project));
  if (table === undefined) throw new Error(`The day ended without a table: ${(await log(project)).slice(-2_000)}`);
  return table;
}

async function backAfter(project: ComposeProject, service: string): Promise<number> {
  const from = Date.now();
  await until(
    `The return of ${service}`,
    async () => {
      const container = await project.container(service);
      return container !== undefined && isWell(container) ? true : undefined;
    },
    { withinMs: BACK_WITHIN_MS, everyMs: 1_000 },
  );
  return Math.round((Date.now() - from) / 1_000);
}

/** Running and, where it says so, healthy; or a job that has done its work. */
function isWell({ State, Health, ExitCode }: ContainerState): boolean {
  if (State === 'exited') return ExitCode === 0;
  return State === 'running' && (Health === '' || Health === 'healthy');
}

async function ended(project: ComposeProject): Promise<boolean> {
  const day = await project.container('day');
  return day?.State === 'exited' && day.ExitCode === 0;
}

const log = async (project: ComposeProject): Promise<string> =>
  (await project.attempt('logs', '--no-log-prefix', '--no-color', 'day')).output;

async function progress(project: ComposeProject): Promise<string[]> {
  return (await log(project)).match(/\d+ imported, .* open/g) ?? [];
}
