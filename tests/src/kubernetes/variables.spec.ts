import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmazonGatewayEnvironment } from '@connector/amazon-gateway/environment';
import { ExactGatewayEnvironment } from '@connector/exact-gateway/environment.js';
import { readEnvironment } from '@connector/platform';
import { SyncCoreEnvironment } from '@connector/sync-core/environment';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { parse } from 'yaml';
import { digests, installations, render, root, whyNoHelm } from './helm.js';
import { containersOf, podsOf, type Container, type Pod } from './pods.js';

if (whyNoHelm !== undefined) console.log(`The chart is not rendered: ${whyNoHelm}`);
const withHelm = whyNoHelm === undefined ? describe : describe.skip;

const environments = {
  'amazon-gateway': AmazonGatewayEnvironment,
  'exact-gateway': ExactGatewayEnvironment,
  'sync-core': SyncCoreEnvironment,
} as const;
const services = Object.keys(environments) as (keyof typeof environments)[];

/** Read by Node and by the AWS client, not by a service's own class. */
const OF_THE_PROCESS = /^(NODE_EXTRA_CA_CERTS|AWS_.*|OTEL_.*)$/;

/** The variables that a class of ours declares. */
const declared = (type: abstract new () => object): ReadonlySet<string> =>
  new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(type, '', true, false)
      .map(({ propertyName }) => propertyName),
  );

const unknownTo = (service: keyof typeof environments, names: readonly string[]): string[] => {
  const known = declared(environments[service]);
  return names.filter(
    (name) => !known.has(name) && !known.has(name.replace(/_FILE$/, '')) && !OF_THE_PROCESS.test(name),
  );
};

describe('The chart gives each service what its own environment asks for', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chart-secrets-'));
    for (const [key, value] of Object.entries(secretValues)) writeFileSync(join(folder, key), value);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const cases = Object.entries(installations).flatMap(([name, rendering]) =>
    services.map((service) => [service, name, rendering] as const),
  );

  withHelm('rendered', () => {
    test.each(cases)('%s with %s', (service, _name, rendering) => {
      const pod = podsOf(render(rendering)).find(({ from }) => from === `Deployment/shop-connector-${service}`)!;
      for (const container of containersOf(pod)) {
        const variables = variablesOf(container, pod, folder);
        expect(unknownTo(service, Object.keys(variables))).toEqual([]);
        expect(() => readEnvironment<object>(environments[service], variables)).not.toThrow();
      }
    });

    test.each(services)('%s would say what is missing, if the chart gave it no secret', (service) => {
      const pod = podsOf(render()).find(({ from }) => from === `Deployment/shop-connector-${service}`)!;
      const { DATABASE_URL_FILE: _, ...rest } = variablesOf(pod.spec.containers[0]!, pod, folder);
      expect(() => readEnvironment<object>(environments[service], rest)).toThrow('DATABASE_URL');
    });

    test('the jobs get the database owner and the user that declares, and nothing of a service', () => {
      const jobs = podsOf(render({ values: ['values-production.yaml'], set: digests })).filter(({ from }) =>
        from.startsWith('Job/'),
      );
      const given = jobs.map((pod) => [
        pod.from.replace(/^Job\/shop-connector-|-\d.*$/g, ''),
        Object.keys(variablesOf(pod.spec.containers[0]!, pod, folder))
          .filter((name) => name.endsWith('_URL_FILE'))
          .toSorted(),
      ]);
      expect(Object.fromEntries(given)).toEqual({
        'migrate-amazon-gateway': ['MIGRATION_DATABASE_URL_FILE'],
        'migrate-exact-gateway': ['MIGRATION_DATABASE_URL_FILE'],
        'migrate-sync-core': ['MIGRATION_DATABASE_URL_FILE'],
        topology: ['AMQP_URL_FILE', 'MIGRATION_DATABASE_URL_FILE'],
      });
    });
  });
});

describe('docker-compose.yml gives each service what its own environment asks for', () => {
  const { services: composed } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
    services: Record<string, { environment: Record<string, string | number> }>;
  };
  test.each(services)('%s', (service) => {
    const variables = Object.fromEntries(
      Object.entries(composed[service]!.environment).map(([name, value]) => [name, withDefaults(String(value))]),
    );
    expect(unknownTo(service, Object.keys(variables))).toEqual([]);
    expect(() => readEnvironment<object>(environments[service], variables)).not.toThrow();
  });
});

/** What stands in the Secrets that the chart names. */
const secretValues: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://role@database/connector',
  MIGRATION_DATABASE_URL: 'postgres://owner@database/connector',
  AMQP_URL: 'amqps://user@broker/connector',
  AMAZON_CLIENT_ID: 'client-id',
  AMAZON_CLIENT_SECRET: 'client-secret',
  EXACT_CLIENT_ID: 'client-id',
  EXACT_CLIENT_SECRET: 'client-secret',
  EXACT_WEBHOOK_SECRET: '',
  API_TOKEN: 'a-token-of-sixteen-characters-or-more',
};

/** A container's variables, with the secrets that its pod mounts in a folder of this machine. */
function variablesOf({ env = [] }: Container, { spec }: Pod, folder: string): Record<string, string> {
  const mounted = [...JSON.stringify(spec.volumes).matchAll(/"path":"([A-Z_]+)"/g)].map(([, path]) => path!);
  return Object.fromEntries(
    env.map(({ name, value = '' }) => {
      const key = /^\/secrets\/(\w+)$/.exec(value)?.[1];
      // a variable that names a file which no volume brings is a start that fails
      return [name, key === undefined ? value : join(folder, mounted.includes(key) ? key : `${key}-is-not-mounted`)];
    }),
  );
}

/** `${NAME:-default}` and `${NAME-default}` as Compose reads them where nothing is set. */
const withDefaults = (text: string): string => text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');
