import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const read = <T>(file: string): T => parse(readFileSync(join(root, file), 'utf8'), { merge: true }) as T;

interface Service {
  readonly image: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly user?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

const { services, networks } = read<{
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
}>('docker-compose.yml');
const all = Object.entries(services);

/** Who shares a network with a service, and so can speak to it. */
function neighboursOf(name: string): string[] {
  const mine = services[name]!.networks ?? [];
  return all
    .filter(([other, { networks: theirs = [] }]) => other !== name && theirs.some((network) => mine.includes(network)))
    .map(([other]) => other);
}

describe('Who can speak to whom in Compose (S-25)', () => {
  const clients = ['amazon-gateway', 'exact-gateway', 'sync-core'];

  test('of the services only amazon-gateway meets Amazon, and only exact-gateway Exact', () => {
    expect(neighboursOf('amazon-sandbox').toSorted()).toEqual(['amazon-gateway', 'day']);
    expect(neighboursOf('exact-sandbox').toSorted()).toEqual(['day', 'exact-gateway']);
  });

  test('the database and the broker are on a network without a way out, with the services and their jobs', () => {
    expect(networks['data']).toEqual({ internal: true });
    expect(services['postgres']?.networks).toEqual(['data']);
    const jobs = all.map(([name]) => name).filter((name) => name === 'topology' || name.startsWith('migrate-'));
    expect(neighboursOf('postgres').toSorted()).toEqual([...clients, ...jobs, 'prometheus', 'rabbitmq'].toSorted());
    expect(neighboursOf('rabbitmq')).not.toContain('day');
  });

  test('whoever needs no network has none', () => {
    expect(services['key-ring']).toMatchObject({ network_mode: 'none' });
  });

  test('ports are published to this machine alone, and neither the database nor AMQP is', () => {
    const ports = all.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(5);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports.filter((port) => /:(5432|5671|5672|15692)$/.test(port))).toEqual([]);
  });

  test('the API, the consent pages and the webhooks can be reached, on ports that may be chosen', () => {
    const chosen = (name: string): string | undefined => /\$\{(\w+):-/.exec(services[name]?.ports?.[0] ?? '')?.[1];
    expect(clients.map(chosen)).toEqual(['AMAZON_GATEWAY_PORTS', 'EXACT_GATEWAY_PORTS', 'API_PORTS']);
  });
});

describe('The topology job in Compose (R-08)', () => {
  test('comes after every migration: it remembers in their schemas what the broker had', () => {
    const migrations = all.map(([name]) => name).filter((name) => name.startsWith('migrate-'));
    expect(migrations).toHaveLength(3);
    for (const name of migrations)
      expect(services['topology']?.depends_on?.[name]).toEqual({ condition: 'service_completed_successfully' });
  });
});

describe('Every container of an image of ours in Compose (S-24)', () => {
  test.each(all.filter(([, { image }]) => image.startsWith('connector/')))(
    '%s cannot write to its root, has no capability, and gains no privilege',
    (_name, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      // the image's own user, who is not root
      expect(service.user).toBeUndefined();
      expect(service.privileged).toBeUndefined();
    },
  );
});

describe('The observability profile', () => {
  const mountsOf = (name: string): [source: string, target: string][] =>
    (services[name]?.volumes ?? [])
      .map((volume) => volume.split(':') as [string, string])
      .filter(([source]) => source.startsWith('./'));
  const targets = (name: string): string[] => mountsOf(name).map(([, target]) => target);

  test('mounts what is there', () => {
    const sources = all.flatMap(([name]) => mountsOf(name)).map(([source]) => source);
    expect(sources.length).toBeGreaterThan(8);
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  });

  test('gives Prometheus its rules where it looks for them, and scrapes every service and the broker', () => {
    const config = read<{
      rule_files: string[];
      scrape_configs: {
        dns_sd_configs?: { names: string[]; port: number }[];
        static_configs?: { targets: string[] }[];
      }[];
    }>('deploy/compose/prometheus.yml');
    for (const pattern of config.rule_files) expect(targets('prometheus')).toContain(dirname(pattern));
    const scraped = config.scrape_configs.flatMap(({ dns_sd_configs = [], static_configs = [] }) => [
      ...dns_sd_configs.flatMap(({ names }) => names),
      ...static_configs.flatMap(({ targets: named }) => named.map((target) => target.split(':')[0]!)),
    ]);
    expect(scraped.toSorted()).toEqual(['amazon-gateway', 'exact-gateway', 'rabbitmq', 'sync-core']);
    expect(neighboursOf('prometheus')).toEqual(expect.arrayContaining(scraped));
  });

  test('gives Grafana its boards and its Prometheus where it looks for them', () => {
    const { providers } = read<{ providers: { options: { path: string } }[] }>('deploy/compose/grafana/dashboards.yml');
    for (const { options } of providers) expect(targets('grafana')).toContain(options.path);
    const { datasources } = read<{ datasources: { url: string }[] }>('deploy/compose/grafana/datasources.yml');
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090']);
    expect(neighboursOf('grafana')).toContain('prometheus');
    for (const kind of ['datasources', 'dashboards'])
      expect(targets('grafana').map((target) => dirname(target))).toContain(`/etc/grafana/provisioning/${kind}`);
  });
});
