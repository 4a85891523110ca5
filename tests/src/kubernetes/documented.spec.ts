import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { chart, render, root, whyNoHelm } from './helm.js';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test("the chart's README has the table that its values give", () => {
  const before = read('k8s/connector/README.md');
  execFileSync('node', [join(root, 'k8s/describe-values.mjs')]);
  expect(read('k8s/connector/README.md')).toBe(before);
});

test('no value is without its meaning', () => {
  const lines = read('k8s/connector/README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => /\|\s*\|$/.test(line))).toEqual([]);
});

test('the Ingress serves every path of the API, and neither health nor metrics', () => {
  const { paths } = JSON.parse(read('docs/openapi.json')) as { paths: Record<string, unknown> };
  const { ingress } = parse(readFileSync(join(chart, 'values.yaml'), 'utf8')) as {
    ingress: { api: { paths: string[] } };
  };
  const own = ['live', 'ready', 'metrics'];
  const prefixes = new Set(Object.keys(paths).map((path) => path.split('/')[1]!));
  expect([...prefixes].filter((prefix) => !own.includes(prefix) && !ingress.api.paths.includes(`/${prefix}`))).toEqual(
    [],
  );
  expect(ingress.api.paths.filter((path) => own.includes(path.slice(1)))).toEqual([]);
});

(whyNoHelm === undefined ? describe : describe.skip)('CloudNativePG', () => {
  test('makes the same roles and rights as deploy/compose/create-roles.sql (S-23)', () => {
    const cluster = render({ set: ['postgres.cloudNativePg.enabled=true'] }).find(({ kind }) => kind === 'Cluster')!;
    const { bootstrap } = cluster.spec as { bootstrap: { initdb: { postInitApplicationSQL: string[] } } };
    const compose = read('deploy/compose/create-roles.sql').replaceAll("''", "'");
    for (const role of ['amazon_gateway', 'exact_gateway', 'sync_core']) {
      const own = bootstrap.initdb.postInitApplicationSQL.filter((line) => line.includes(role));
      // CREATE ROLE has its password elsewhere; the other statements are word for word those of Compose
      for (const line of own.filter((entry) => !entry.startsWith('CREATE ROLE')))
        expect(compose).toContain(line.replaceAll(role, '%I'));
      expect(own).toHaveLength(7);
    }
  });
});
