import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { query, type Infrastructure, freePort } from '@connector/local-infrastructure';
import { Client } from 'pg';
import type { Round } from './figures.js';
import { LoadAndSink } from './load-and-sink.js';
import { CLEAR, TALLY } from './step-tables.js';

export type StepName = 'bare' | 'connector';

/** How much is sent. */
export interface LoadPlan {
  readonly warmUp: number;
  readonly messages: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly prefetch: number;
}

/**
 * One round of one step, in a process of its own: warm up, a burst, an even pace, stop.
 * @throws Error when an order had no effect, or two
 */
export async function runStep(step: StepName, infrastructure: Infrastructure, plan: LoadPlan): Promise<Round> {
  await query(infrastructure.adminDatabaseUrl, CLEAR);
  const load = await LoadAndSink.open(infrastructure.adminAmqpUrl);
  const stop = await startStep(step, infrastructure, plan.prefetch);
  try {
    await load.burst(plan.warmUp);
    const messagesPerSecond = await load.burst(plan.messages);
    const latenciesMs = await load.paced(plan.perSecond, plan.seconds);
    await stop();
    await assertExactlyOnce(step, load, infrastructure.adminDatabaseUrl);
    return { messagesPerSecond, latenciesMs };
  } finally {
    await stop();
    await load.close();
  }
}

async function startStep(
  step: StepName,
  infrastructure: Infrastructure,
  prefetch: number,
): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${step}-step.main.js`)], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: infrastructure.databaseUrlFor('sync-core'),
      AMQP_URL: infrastructure.amqpUrlFor('sync-core'),
      PREFETCH: String(prefetch),
      KEY_RING_FILE: 'none: the step opens nothing',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(await freePort()),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (/consuming/.test(chunk.toString())) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The ${step} step ended before it consumed (exit code ${code})`)));
  });
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

async function assertExactlyOnce(step: StepName, load: LoadAndSink, databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<Record<'orders' | 'effects' | 'sent' | 'unsent', number>>(TALLY);
  await client.end();
  const [tally] = rows;
  const found = { ...tally, doubled: load.doubled, waiting: await load.waiting() };
  const expected = { orders: load.orders, effects: load.orders, sent: load.orders, unsent: 0, doubled: 0, waiting: 0 };
  if (Object.entries(expected).some(([key, value]) => found[key as keyof typeof expected] !== value)) {
    throw new Error(`The ${step} step is not exactly once: ${JSON.stringify({ expected, found })}`);
  }
}
