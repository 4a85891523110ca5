import { startStack } from '@connector/demo';
import { runProgram } from '@connector/platform';
import { measurement } from '../measurement.js';
import { FAIRNESS_CEILING } from './fairness-figures.js';
import { runFairness } from './run-fairness.js';

const HELP = `Many connections, one of them with as many orders as all others together: how much longer the others take than alone.
RabbitMQ, PostgreSQL and the three services are real; Amazon and Exact are the sandboxes, with their true limits on a faster clock.
  --connections N  (50)
  --orders N       of all connections together, in the second half (10000)
  --largest N      of one connection (5000)
  --speed N        business seconds a real second, for services, limits and waiting times alike (10)
  --seed S         (1)
  --json FILE      write the figures as JSON
`;

const WITHIN_SECONDS = 3_600;

const { asked, say, interrupted, keep } = measurement(HELP, {
  connections: 50,
  orders: 10_000,
  largest: 5_000,
  speed: 10,
  seed: 1,
});

await runProgram('fairness', async () => {
  const { speed, ...plan } = asked;
  const stopped = interrupted();
  const stack = await startStack({ name: 'fairness', keep: false, speed, say });
  try {
    const result = await Promise.race([runFairness(stack, { ...plan, withinSeconds: WITHIN_SECONDS, say }), stopped]);
    for (const [name, value] of Object.entries(result)) say(`${name.padEnd(24)} ${value}`);
    keep({ ...result, ceiling: FAIRNESS_CEILING, infrastructure: stack.infrastructure.description });
    const isFair = result.ratio <= FAIRNESS_CEILING;
    say(`${result.ratio} × the time alone (ceiling ${FAIRNESS_CEILING}: ${isFair ? 'met' : 'missed'})`);
    if (!isFair) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
});
process.exit();
