import { describe, expect, test } from '@jest/globals';
import { digests, render, whyNoHelm } from './helm.js';
import { mayReach, type End } from './network.js';
import { podsOf } from './pods.js';

if (whyNoHelm !== undefined) console.log(`The chart is not rendered: ${whyNoHelm}`);
const withHelm = whyNoHelm === undefined ? describe : describe.skip;

const name = (value: string): Record<string, string> => ({ 'kubernetes.io/metadata.name': value });
const amazon = '52.94.236.248';
const exact = '85.90.64.10';

withHelm('The network of a small installation (S-25): plain policies', () => {
  const set = [
    'networkPolicy.amazon.cidrs={52.94.0.0/16}',
    'networkPolicy.exact.cidrs={85.90.64.0/20}',
    'monitoring.enabled=true',
  ];
  const objects = render({ values: ['values-small.yaml'], set });
  const ends = new Map<string, End>(podsOf(objects).map(({ from, labels }) => [componentOf(from), { labels }]));
  const stranger: End = { labels: { app: 'stranger' } };
  const broker: End = { labels: { 'app.kubernetes.io/name': 'rabbitmq' } };
  const database: End = { labels: { 'app.kubernetes.io/name': 'postgresql' } };

  const table: readonly (readonly [to: string, end: End, port: number | string, who: readonly string[]])[] = [
    ['Amazon', { address: amazon }, 443, ['amazon-gateway']],
    ['Exact', { address: exact }, 443, ['exact-gateway']],
    ['any other address', { address: '93.184.216.34' }, 443, []],
    ['the metadata service', { address: '169.254.169.254' }, 80, []],
    ['Amazon without TLS', { address: amazon }, 80, []],
    ['the broker', broker, 5672, ['amazon-gateway', 'exact-gateway', 'sync-core', 'topology']],
    ["the broker's management", broker, 15_672, []],
    [
      'the database',
      database,
      5432,
      [
        'amazon-gateway',
        'exact-gateway',
        'sync-core',
        'migrate-amazon-gateway',
        'migrate-exact-gateway',
        'migrate-sync-core',
        'topology',
      ],
    ],
    ['another pod', stranger, 443, []],
    ['DNS', { labels: { 'k8s-app': 'kube-dns' }, namespace: name('kube-system') }, 53, 'all' as never],
  ];
  test.each(table)('%s is reached by those that need it and by no other pod', (_to, end, port, who) => {
    const reaching = [...ends].filter(([, from]) => mayReach(objects, from, end, port)).map(([component]) => component);
    expect(reaching.toSorted()).toEqual(((who as unknown) === 'all' ? [...ends.keys()] : [...who]).toSorted());
  });

  test('no service speaks to another: they exchange messages', () => {
    const pairs = [...ends].flatMap(([a, from]) =>
      [...ends].filter(([b]) => b !== a).map(([b, to]) => [a, b, from, to] as const),
    );
    expect(pairs).toHaveLength(42);
    expect(pairs.filter(([, , from, to]) => mayReach(objects, from, to, 'http'))).toEqual([]);
  });

  test('from outside come the ingress controller and Prometheus, and nobody else', () => {
    const ingress: End = { labels: {}, namespace: name('ingress-nginx') };
    const prometheus: End = { labels: {}, namespace: name('monitoring') };
    const elsewhere: End = { labels: {}, namespace: name('default') };
    for (const service of ['amazon-gateway', 'exact-gateway', 'sync-core']) {
      expect(mayReach(objects, ingress, ends.get(service)!, 'http')).toBe(true);
      expect(mayReach(objects, prometheus, ends.get(service)!, 'http')).toBe(true);
      expect(mayReach(objects, elsewhere, ends.get(service)!, 'http')).toBe(false);
      expect(mayReach(objects, stranger, ends.get(service)!, 'http')).toBe(false);
    }
    expect(mayReach(objects, ingress, ends.get('topology')!, 'http')).toBe(false);
  });
});

withHelm('Where addresses are not told apart', () => {
  test('a gateway still reaches no private address and no metadata service (S-25)', () => {
    const objects = render();
    const gateway: End = {
      labels: podsOf(objects).find(({ from }) => from.endsWith('/shop-connector-exact-gateway'))!.labels,
    };
    const reached = [
      amazon,
      exact,
      '169.254.169.254',
      '10.0.0.1',
      '172.20.1.1',
      '192.168.1.1',
      '100.64.0.1',
      '127.0.0.1',
    ].filter((address) => mayReach(objects, gateway, { address }, 443));
    expect(reached).toEqual([amazon, exact]);
  });
});

withHelm('The network in production (S-25): by host name', () => {
  const objects = render({ values: ['values-production.yaml'], set: digests });
  const hosts = Object.fromEntries(
    objects
      .filter(({ kind }) => kind === 'CiliumNetworkPolicy')
      .map(({ spec }) => {
        const { endpointSelector, egress } = spec as {
          endpointSelector: { matchLabels: Record<string, string> };
          egress: { toFQDNs?: { matchPattern: string }[] }[];
        };
        const component = endpointSelector.matchLabels['app.kubernetes.io/component']!;
        return [component, egress.flatMap(({ toFQDNs = [] }) => toFQDNs.map(({ matchPattern }) => matchPattern))];
      }),
  );

  test('only the amazon-gateway reaches Amazon, only the exact-gateway reaches Exact', () => {
    expect(Object.keys(hosts).toSorted()).toEqual(['amazon-gateway', 'exact-gateway']);
    expect(hosts['amazon-gateway']!.every((host) => /\.amazon(aws)?\.com$/.test(host))).toBe(true);
    expect(hosts['exact-gateway']!.every((host) => /\.exactonline\.[a-z.]+$/.test(host))).toBe(true);
    for (const { labels } of podsOf(objects))
      for (const address of [amazon, exact]) expect(mayReach(objects, { labels }, { address }, 443)).toBe(false);
  });

  /** As Cilium reads a pattern: a star stands for letters, digits, hyphens and underscores, never for a dot. */
  const isAllowed = (gateway: string, host: string): boolean =>
    hosts[gateway]!.some((pattern) =>
      new RegExp(`^${pattern.replaceAll('.', '[.]').replaceAll('*', '[-a-zA-Z0-9_]*')}$`).test(host),
    );

  test.each([
    'sellingpartnerapi-eu.amazon.com',
    'api.amazon.com',
    'sqs.eu-west-1.amazonaws.com',
    'eu-west-1.queue.amazonaws.com',
    'tortuga-prod-eu.s3-eu-west-1.amazonaws.com',
    'tortuga-prod-eu.s3.eu-west-1.amazonaws.com',
    'tortuga-prod-eu.s3.amazonaws.com',
    's3.eu-west-1.amazonaws.com',
  ])('the amazon-gateway reaches %s', (host) => {
    expect(isAllowed('amazon-gateway', host)).toBe(true);
    expect(isAllowed('exact-gateway', host)).toBe(false);
  });

  test.each(['start.exactonline.nl', 'start.exactonline.co.uk'])('the exact-gateway reaches %s', (host) => {
    expect(isAllowed('exact-gateway', host)).toBe(true);
    expect(isAllowed('amazon-gateway', host)).toBe(false);
  });

  test.each([
    'amazonaws.com.evil.example',
    'sqs.eu-west-1.amazonaws.com.evil.example',
    'evilamazonaws.com',
    'evil.example',
  ])('no gateway reaches %s', (host) => {
    expect(['amazon-gateway', 'exact-gateway'].filter((gateway) => isAllowed(gateway, host))).toEqual([]);
  });

  test('broker and database are reached over their own ports by the pods that use them, and by their operators', () => {
    const broker: End = { labels: { 'app.kubernetes.io/name': 'shop-connector-rabbitmq' } };
    const primary: End = { labels: { 'cnpg.io/cluster': 'shop-connector-postgres' } };
    const keda: End = { labels: {}, namespace: name('keda') };
    const reach = (to: End, port: number): string[] =>
      podsOf(objects)
        .filter(({ labels }) => mayReach(objects, { labels }, to, port))
        .map(({ from }) => componentOf(from))
        .toSorted();
    expect(reach(broker, 5671)).toEqual(['amazon-gateway', 'exact-gateway', 'sync-core', 'topology']);
    expect(reach(broker, 5672)).toEqual([]);
    expect(reach(primary, 5432)).toHaveLength(7);
    expect(mayReach(objects, keda, broker, 5671)).toBe(true);
    expect(mayReach(objects, keda, primary, 5432)).toBe(false);
    expect(mayReach(objects, broker, broker, 25_672)).toBe(true);
    expect(mayReach(objects, primary, primary, 5432)).toBe(true);
  });
});

/** Deployment/shop-connector-sync-core → sync-core, Job/shop-connector-topology-0-1-0-1a2b3c4d → topology */
function componentOf(from: string): string {
  return from.replace(/^\w+\/shop-connector-/, '').replace(/-\d+-\d+-\d+-[0-9a-f]{8}$/, '');
}
