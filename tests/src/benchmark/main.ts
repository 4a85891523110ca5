import { cpus, loadavg } from 'node:os';
import { provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { declareTopology } from '@connector/messaging';
import { migrate, runProgram } from '@connector/platform';
import { measurement } from '../measurement.js';
import { compare, figuresOf, type Round, type StepFigures } from './figures.js';
import { runStep, type LoadPlan, type StepName } from './run-step.js';
import { debtorOf, order, orderId } from './step-messages.js';
import { stepDatabase } from './step-tables.js';

/** Floors of the consumer step, beside the bare loop in the same run. */
const FLOORS = { throughput: 0.7, p99: 1.5 };

const HELP = `The step (consume, one transaction with inbox, state and outbox, relay with confirms, acknowledge) beside a bare loop on amqplib and pg
with the same guarantees, round by round.
  --messages N  a round, as fast as they go (2000)
  --rounds N    (5)
  --rate N      messages a second, for the latencies (100)
  --seconds N   at that rate (5)
  --json FILE   write the figures as JSON
`;

const { asked, keep } = measurement(HELP, { messages: 2_000, rounds: 5, rate: 100, seconds: 5 });

const plan: LoadPlan = {
  warmUp: 1_000,
  messages: asked.messages,
  perSecond: asked.rate,
  seconds: asked.seconds,
  prefetch: 50,
};

await runProgram('bench', async () => {
  const infrastructure = await provideInfrastructure({ name: 'bench', log: (line) => console.log(line) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void infrastructure.stop().finally(() => process.exit(130)));
  }
  try {
    report(infrastructure, await measure(infrastructure));
  } finally {
    await infrastructure.stop();
  }
});

/** The steps take turns, and each goes first as often as the other: a machine that gets slower harms both alike. */
async function measure(infrastructure: Infrastructure): Promise<Record<StepName, Round[]>> {
  for (const line of infrastructure.description) console.log(line);
  console.log(`Cores: ${cpus().length}, load before the start: ${loadavg()[0]!.toFixed(1)}`);
  await declareTopology(infrastructure.adminAmqpUrl);
  await migrate(infrastructure.adminDatabaseUrl, stepDatabase);
  const rounds: Record<StepName, Round[]> = { bare: [], connector: [] };
  for (let round = 0; round < asked.rounds; round++) {
    const turn: StepName[] = round % 2 === 0 ? ['bare', 'connector'] : ['connector', 'bare'];
    for (const step of turn) {
      const result = await runStep(step, infrastructure, plan);
      rounds[step].push(result);
      console.log(`round ${round + 1}, ${step}: ${result.messagesPerSecond.toFixed(0)} messages/s`);
    }
  }
  return rounds;
}

function report(infrastructure: Infrastructure, rounds: Record<StepName, Round[]>): void {
  const bare = figuresOf(rounds.bare);
  const connector = figuresOf(rounds.connector);
  const { throughputRatio, p99Ratio } = compare(rounds.bare, rounds.connector);
  const row = (name: string, { messagesPerSecond, p50Ms, p99Ms }: StepFigures): string =>
    `${name.padEnd(12)}${String(messagesPerSecond).padStart(10)}${String(p50Ms).padStart(12)}${String(p99Ms).padStart(12)}`;
  console.log(`\n${'step'.padEnd(12)}${'messages/s'.padStart(10)}${'p50 ms'.padStart(12)}${'p99 ms'.padStart(12)}`);
  console.log(row('bare', bare));
  console.log(row('connector', connector));
  console.log(
    `\nconnector / bare: ${(throughputRatio * 100).toFixed(0)} % of the throughput (floor ${FLOORS.throughput * 100} %: ${throughputRatio >= FLOORS.throughput ? 'met' : 'missed'}), ` +
      `${p99Ratio.toFixed(2)} × the p99 (ceiling ${FLOORS.p99}: ${p99Ratio <= FLOORS.p99 ? 'met' : 'missed'})`,
  );
  console.log('Every order had its effect once in both, with 5 % of the messages sent twice.');
  const bytes = (body: object): number => Buffer.byteLength(JSON.stringify(body));
  keep({
    bare,
    connector,
    throughputRatio,
    p99Ratio,
    floors: FLOORS,
    plan,
    messageBytes: { in: bytes(order(1)), out: bytes(debtorOf(orderId(1))) },
    infrastructure: infrastructure.description,
  });
}
