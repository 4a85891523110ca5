import { until } from '@connector/demo';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ComposeProject, docker } from './compose-project.js';
import { ALL_WELL } from './day-table.js';
import { playDay } from './kill-each.js';
import { whyNotHere } from './why-not-here.js';

const reason = whyNotHere();
if (reason !== undefined) console.log(`No container is started: ${reason}`);
const withContainers = reason === undefined ? describe : describe.skip;

const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'] as const;

withContainers('docker compose --profile sandbox up', () => {
  const project = new ComposeProject({ name: `connector-running-${process.pid}`, version: 'tested', speed: 30 });
  let verdict: string;
  beforeAll(async () => {
    await project.run('build', '--quiet');
    ({ verdict } = await playDay(project, [], () => undefined));
  }, 3_600_000);
  afterAll(() => project.remove(), 300_000);

  test('ends in the table of the day, every service healthy, with every container confined (S-24)', () => {
    expect(verdict).toBe(ALL_WELL);
  });

  test.each(SERVICES)(
    '%s has no root, no capability, no way to a privilege and no root to write to (S-24)',
    async (service) => {
      const status = await project.evaluate(
        service,
        `import { readFileSync, writeFileSync } from 'node:fs';
       console.log(readFileSync('/proc/1/status', 'utf8'));
       try { writeFileSync('/app/x', ''); } catch (error) { console.log(error.code); }`,
      );
      expect(status).toMatch(/^Uid:\s+65532\s+65532\s+65532\s+65532$/m);
      expect(status).toMatch(/^CapEff:\s+0+$/m);
      expect(status).toMatch(/^CapBnd:\s+0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      expect(status).toContain('EROFS');
    },
  );

  // names are known only on a shared network
  test.each([
    ['sync-core', ['amazon-sandbox', 'exact-sandbox']],
    ['amazon-gateway', ['exact-sandbox', 'exact-gateway', 'sync-core']],
    ['exact-gateway', ['amazon-sandbox', 'amazon-gateway', 'sync-core']],
    ['amazon-sandbox', ['postgres', 'rabbitmq', 'sync-core']],
  ] as const)('%s reaches nothing that it has no business with (S-25)', async (service, others) => {
    const reached = await project.evaluate(
      service,
      `import { lookup } from 'node:dns/promises';
       for (const name of ${JSON.stringify(others)}) await lookup(name).then(() => console.log(name), () => undefined);`,
    );
    // the services meet each other on the network of the database; the platforms they must not meet
    expect(reached.split('\n').filter((name) => /sandbox|postgres|rabbitmq/.test(name))).toEqual([]);
  });

  describe('The broker (S-22)', () => {
    const whoAmI = async (user: string, password = user): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      const url = await project.published('rabbitmq', 15672);
      return (await fetch(`${url}/api/whoami`, { headers: { authorization } })).status;
    };

    test('lets an operator in, and neither guest nor a service nor a wrong password', async () => {
      await until('The management UI', async () => ((await whoAmI('operator')) === 200 ? true : undefined));
      for (const user of ['guest', ...SERVICES, 'topology']) expect([user, await whoAmI(user)]).toEqual([user, 401]);
      expect(await whoAmI('operator', 'wrong')).toBe(401);
    });

    test.each(SERVICES)(
      '%s may read its own lanes, and declare nothing, read nor write what is another service’s',
      async (service) => {
        const other = SERVICES.find((name) => name !== service)!;
        const answers = await project.evaluate(
          service,
          `import { createRequire } from 'node:module';
         const { connect } = createRequire('/app/libs/messaging/package.json')('amqplib');
         const attempts = {
           own: (channel) => channel.checkQueue('${service}.orders'),
           declare: (channel) => channel.assertQueue('mine', { durable: true }),
           readOther: (channel) => channel.get('${other}.orders'),
           purgeOther: (channel) => channel.purgeQueue('${other}.orders'),
           writeOther: async (channel) => {
             channel.publish('', '${other}.orders', Buffer.from('{}'));
             await channel.waitForConfirms();
           },
           lie: async (channel) => {
             channel.publish('events', '${other === 'sync-core' ? 'sync' : other.split('-')[0]!}.order.updated.v1', Buffer.from('{}'));
             await channel.waitForConfirms();
           },
         };
         for (const [what, attempt] of Object.entries(attempts)) {
           const connection = await connect(process.env.AMQP_URL);
           const channel = await connection.createConfirmChannel();
           const closed = new Promise((_, refuse) => channel.once('error', refuse));
           channel.on('error', () => undefined);
           connection.on('error', () => undefined);
           console.log(what, await Promise.race([attempt(channel).then(() => 'allowed'), closed]).catch((error) => error.code ?? error.message));
           await connection.close().catch(() => undefined);
         }`,
        );
        expect(
          Object.fromEntries(
            answers
              .trim()
              .split('\n')
              .map((line) => line.split(' ')),
          ),
        ).toEqual({
          own: 'allowed',
          declare: '403',
          readOther: '403',
          purgeOther: '403',
          writeOther: '403',
          lie: '403',
        });
      },
    );
  });

  describe('The database (S-23)', () => {
    const psql = async (role: string, password: string, statement: string): Promise<string> =>
      (
        await project.attempt(
          'exec',
          '-T',
          '-e',
          `PGPASSWORD=${password}`,
          'postgres',
          'psql',
          '--host=127.0.0.1',
          `--username=${role}`,
          '--dbname=connector',
          '-tAc',
          statement,
        )
      ).output.trim();

    test.each(SERVICES)('%s works on its own tables, defines none, and sees no other schema', async (service) => {
      const role = service.replace('-', '_');
      const other = SERVICES.find((name) => name !== service)!.replace('-', '_');
      expect(await psql(role, service, `SELECT count(*) > 0 FROM ${role}.schema_migration`)).toBe('t');
      expect(await psql(role, service, `CREATE TABLE ${role}.mine (id int)`)).toContain('permission denied for schema');
      expect(await psql(role, service, `CREATE TABLE public.mine (id int)`)).toContain('permission denied for schema');
      expect(await psql(role, service, `DROP TABLE ${role}.schema_migration`)).toContain('must be owner of table');
      expect(await psql(role, service, `SELECT * FROM ${other}.schema_migration`)).toContain(
        'permission denied for schema',
      );
      expect(await psql(role, service, 'SHOW statement_timeout')).toBe('15s');
      expect(await psql(role, 'wrong', 'SELECT 1')).toContain('password authentication failed');
    });
  });

  describe('From this machine', () => {
    test.each(['amazon-gateway', 'exact-gateway'])(
      'the consent page of %s answers, and an invented ticket opens nothing',
      async (service) => {
        const answer = await fetch(`${await project.published(service, 3000)}/consent/start?ticket=invented`);
        expect(answer.status).toBe(410);
        expect(answer.headers.get('content-type')).toContain('text/html');
      },
    );

    test('a webhook that nobody signed is refused', async () => {
      const url = `${await project.published('exact-gateway', 3000)}/webhooks/exact`;
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    });
  });

  test('the observability profile is one that Compose understands', async () => {
    const { code, output } = await docker(['compose', '--profile', 'observability', 'config', '--services']);
    expect([code, output.split('\n').includes('grafana')]).toEqual([0, true]);
  });
});
