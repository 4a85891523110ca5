import { access } from 'node:fs/promises';
import { command } from './command.js';
import { CONTAINER_STARTS_WITHIN_MS, type Candidate } from './infrastructure.js';
import { privateBroker } from './private-broker.js';
import { GUEST, overControl, overHttp, reachable, type RabbitServer } from './rabbit-server.js';
import { brokerUsers, deadRuns } from './run-name.js';

/** Ways to a RabbitMQ server, the nearest first. */
export function rabbitCandidates(keep: boolean, log: (line: string) => void): Candidate<RabbitServer>[] {
  return [
    { kind: 'docker', name: 'Docker (Testcontainers)', try: () => inDocker(keep) },
    { kind: 'localhost', name: 'the server on localhost:5672', try: onLocalhost },
    { kind: 'private', name: 'a private node of the installed RabbitMQ', try: privateBroker },
    { kind: 'install', name: 'RabbitMQ installed by apt-get', try: () => installed(log) },
  ];
}

/** A container of our own; one that is kept runs on and is found again. */
async function inDocker(keep: boolean): Promise<RabbitServer> {
  await command('docker', ['info'], { timeoutMs: 5_000 });
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  const { RabbitMQContainer } = await import('@testcontainers/rabbitmq');
  const plan = new RabbitMQContainer('rabbitmq:4-management')
    .withExposedPorts(5672, 15672, 15692)
    .withStartupTimeout(CONTAINER_STARTS_WITHIN_MS);
  const container = await (keep ? plan.withReuse() : plan).start();
  const host = container.getHost();
  const server = overHttp(
    `${host}:${container.getMappedPort(5672)}`,
    `http://${host}:${container.getMappedPort(15672)}`,
    async () => {
      if (!keep) await container.stop();
    },
  );
  return { ...server, metricsUrl: `http://${host}:${container.getMappedPort(15692)}` };
}

/** A server that other runs use too. What killed ones left is taken away first: it may be why the broker takes no connection. */
async function onLocalhost(): Promise<RabbitServer> {
  const server = await controlled();
  for (const run of deadRuns(await server.vhosts())) await removeOnce(server, run);
  await reachable('amqp://guest:guest@127.0.0.1:5672');
  return server;
}

/** Two runs that start together both see what is to be taken away. */
async function removeOnce(server: RabbitServer, run: string): Promise<void> {
  try {
    await server.remove(run, brokerUsers(run));
  } catch (error) {
    if ((await server.vhosts()).includes(run)) throw error;
  }
}

/** By the management API where that answers, else by rabbitmqctl, which needs root or the broker's own user. */
async function controlled(): Promise<RabbitServer> {
  const api = 'http://127.0.0.1:15672';
  const answers = await fetch(`${api}/api/overview`, {
    headers: { authorization: GUEST },
    signal: AbortSignal.timeout(1_000),
  }).catch(() => undefined);
  return answers?.ok === true
    ? overHttp('127.0.0.1:5672', api, async () => undefined)
    : overControl('127.0.0.1:5672', async () => undefined);
}

async function installed(log: (line: string) => void): Promise<RabbitServer> {
  if (process.getuid?.() !== 0) throw new Error('needs root');
  await access('/usr/bin/apt-get');
  log('RabbitMQ is nowhere: installing rabbitmq-server by apt-get');
  await command('apt-get', ['update', '-qq'], { timeoutMs: 120_000 });
  await command('apt-get', ['install', '-y', '-qq', 'rabbitmq-server'], {
    timeoutMs: 300_000,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return privateBroker();
}
