import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { provideInfrastructure, query, type Infrastructure } from './index.js';

/** Another process that takes a database and a vhost, says where they are, and waits. */
const RUN = `
  import { provideInfrastructure } from '@connector/local-infrastructure';
  const { adminAmqpUrl, adminDatabaseUrl } = await provideInfrastructure({ name: 'left_behind' });
  process.stdout.write(JSON.stringify({ adminAmqpUrl, adminDatabaseUrl }));
  setInterval(() => undefined, 1_000);
`;

type Urls = Pick<Infrastructure, 'adminAmqpUrl' | 'adminDatabaseUrl'>;

// in Docker each run has containers of its own
const shared = process.env['INFRASTRUCTURE'] === 'localhost';
if (!shared) console.log('What a killed run leaves behind is looked at on the servers of localhost alone: skipped');

(shared ? describe : describe.skip)('what a killed run left on servers that runs share', () => {
  const own: Infrastructure[] = [];

  afterEach(async () => {
    for (const infrastructure of own.splice(0)) await infrastructure.stop();
  });

  it('is told from what a run has that goes on', async () => {
    const { urls, kill } = await startRun();

    own.push(await provideInfrastructure({ name: 'next' }));

    await reach(urls);
    await reach(own[0]!);
    await kill();
  });

  it('is taken away by the next run: the vhost, the users and the database', async () => {
    const { urls, kill } = await startRun();
    await reach(urls);
    await kill();

    own.push(await provideInfrastructure({ name: 'next' }));

    await expect(reachBroker(urls)).rejects.toThrow(/ACCESS_REFUSED|403/);
    await expect(reachDatabase(urls)).rejects.toThrow(/does not exist/);
  });
});

async function startRun(): Promise<{ urls: Urls; kill: () => Promise<void> }> {
  const run = spawn(process.execPath, ['--input-type=module', '--eval', RUN], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(run.stdout, 'data')) as [Buffer];
  return {
    urls: JSON.parse(said.toString()) as Urls,
    kill: async () => {
      const ended = once(run, 'exit');
      run.kill('SIGKILL');
      await ended;
    },
  };
}

async function reach(urls: Urls): Promise<void> {
  await reachBroker(urls);
  await reachDatabase(urls);
}

async function reachBroker({ adminAmqpUrl }: Urls): Promise<void> {
  await (await connect(adminAmqpUrl)).close();
}

async function reachDatabase({ adminDatabaseUrl }: Urls): Promise<void> {
  await query(adminDatabaseUrl, 'SELECT 1');
}
