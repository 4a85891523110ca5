import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startStack } from '@connector/demo';
import { runChaos } from './run-chaos.js';
import { isClean } from './verdict.js';

const HELP = `Random orders of many shops, failing platforms, kill -9 at random moments; ends with the verdict.
  --seed S       the same seed gives the same orders and faults (1)
  --orders N     (200)
  --kills K      (30)
  --replicas R   processes of each service (3)
  --json FILE    write the verdict as JSON
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    orders: { type: 'string', default: '200' },
    kills: { type: 'string', default: '30' },
    replicas: { type: 'string', default: '3' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const started = Date.now();
const say = (line: string): void =>
  void process.stdout.write(`${`${Math.round((Date.now() - started) / 1_000)} s`.padStart(6)}  ${line}\n`);
const [seed, orders, kills, replicas] = [values.seed, values.orders, values.kills, values.replicas].map(Number) as [
  number,
  number,
  number,
  number,
];
const interrupted = new Promise<never>((_resolve, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
});
interrupted.catch(() => undefined);
const stack = await startStack({ name: 'chaos', keep: false, replicas, say });
try {
  const settleWithinMs = 240_000 + orders * 300;
  const run = runChaos(stack, { seed, orders, kills, replicas, settleWithinMs, say });
  const result = await Promise.race([run, interrupted]);
  const { faults, ...counts } = result;
  for (const [name, count] of Object.entries(counts)) process.stdout.write(`${name.padEnd(18)} ${count}\n`);
  for (const fault of faults) process.stdout.write(`  ${fault}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, undefined, 2)}\n`);
  process.exitCode = isClean({ ...result }) ? 0 : 1;
  process.stdout.write(process.exitCode === 0 ? 'nothing lost, nothing doubled\n' : 'FAULTS\n');
} finally {
  await stack.stop();
}
process.exit();
