import { fileURLToPath } from 'node:url';
import { startStack, type StackOptions } from '@connector/demo';
import { NoInfrastructure } from '@connector/local-infrastructure';
import type { Boundary } from '@connector/platform';
import { measurement } from '../measurement.js';
import { explainWhatIsOpen } from './explain-what-is-open.js';
import { runChaos, type ChaosResult } from './run-chaos.js';
import { ToldByProcesses, type Told } from './told-by-processes.js';
import { isClean } from './verdict.js';

const HELP = `Random orders of many shops, failing platforms, processes that die at random and at every boundary between two systems, a
broker and a database that lose their power, messages twice and out of order; ends with the verdict.
  --seed S       the same seed gives the same orders and faults (1)
  --orders N     (200)
  --kills K      (30)
  --replicas R   processes of each service (3)
  --blows B      how often broker and database are struck; 4 is every blow once (4, and one more each 30 kills)
  --json FILE    write the verdict as JSON
`;

/** Short, so that a message is repeated often within a run; they grow like the real ones. */
const RETRY_DELAYS_MS = [500, 3_000, 15_000];
const ANSWER_DUE_SECONDS = '30';

const { asked, say, interrupted, keep } = measurement(HELP, { seed: 1, orders: 200, kills: 30, replicas: 3, blows: 0 });
const stopped = interrupted();
const { seed, orders, kills, replicas } = asked;
const blows = asked.blows || Math.max(4, Math.round(kills / 30));
const told = new ToldByProcesses();
const options: StackOptions = {
  name: 'chaos',
  keep: false,
  replicas,
  say,
  retryDelays: RETRY_DELAYS_MS.join(','),
  hear: (name, message) => told.hear(name, message as Told),
  preload: fileURLToPath(new URL('./die-at-boundary.js', import.meta.url)),
  environment: { 'sync-core': { ANSWER_DUE_SECONDS } },
};
const stack = await startStack({ ...options, own: true }).catch((error: unknown) => {
  if (!(error instanceof NoInfrastructure)) throw error;
  say(`${error.message}. The run takes servers that others use too, and does not strike them`);
  return startStack(options);
});
try {
  if (stack.infrastructure.crashBroker === undefined) say('The broker is not our own: it is not struck');
  if (stack.infrastructure.crashDatabase === undefined) say('The database is not our own: it is not struck');
  // a limit for what never settles; a quiet machine needs a tenth of it
  const settleWithinMs = 600_000 + orders * 1_000;
  const run = runChaos(stack, told, {
    seed,
    orders,
    kills,
    replicas,
    blows,
    retryDelaysMs: RETRY_DELAYS_MS,
    settleWithinMs,
    say,
  });
  const result = await Promise.race([run, stopped]);
  print(result);
  keep(result);
  if (!isClean(result)) for (const line of await explainWhatIsOpen(stack)) process.stdout.write(`  ${line}\n`);
  process.exitCode = isClean(result) && notStruck(result).length === 0 ? 0 : 1;
  for (const boundary of notStruck(result)) process.stdout.write(`  not tested: nobody died at ${boundary}\n`);
  process.stdout.write(process.exitCode === 0 ? 'nothing lost, nothing doubled\n' : 'FAULTS\n');
} finally {
  await stack.stop();
}
process.exit();

function print({
  faults,
  kills: died,
  messages,
  conservation,
  refreshesBrokenOff,
  logins,
  ...counts
}: ChaosResult): void {
  const lines: [string, unknown][] = [
    ...Object.entries(counts),
    ['killed at random', died.atRandom],
    ...Object.entries(died.atBoundary).map(([boundary, times]): [string, unknown] => [`killed at ${boundary}`, times]),
    ['messages held back', messages.held],
    ['messages doubled', messages.doubled],
    ['strange messages', messages.strange],
    ['other messages ever parked', messages.parkedEver],
    ['refreshes of tokens broken off', refreshesBrokenOff],
    ['logins that this cost', logins],
    ['snapshots', conservation.snapshots],
  ];
  for (const [name, value] of lines) process.stdout.write(`${name.padEnd(34)} ${String(value)}\n`);
  for (const fault of [...faults, ...conservation.broken.slice(0, 20)]) process.stdout.write(`  ${fault}\n`);
}

/** With enough kills, a boundary at which nobody died was not tested. */
function notStruck({ kills: { atRandom, atBoundary } }: ChaosResult): string[] {
  const times = Object.values(atBoundary);
  const enough = atRandom + times.reduce((sum, count) => sum + count, 0) > times.length;
  return enough ? Object.keys(atBoundary).filter((boundary) => atBoundary[boundary as Boundary] === 0) : [];
}
