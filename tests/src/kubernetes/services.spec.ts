import { lanes, subscriptions, type ServiceName } from '@connector/contracts';
import { permissionsOf, topicPermissionsOf } from '@connector/messaging';
import { describe, expect, test } from '@jest/globals';
import { digests, render, whyNoHelm, type KubernetesObject } from './helm.js';
import { podsOf } from './pods.js';

if (whyNoHelm !== undefined) console.log(`The chart is not rendered: ${whyNoHelm}`);
const withHelm = whyNoHelm === undefined ? describe : describe.skip;
const services = Object.keys(subscriptions) as ServiceName[];

withHelm('Each service in production', () => {
  const objects = render({ values: ['values-production.yaml'], set: digests });
  const of = <T>(kind: string, service: string): T =>
    objects.find((object) => object.kind === kind && object.metadata.name === `shop-connector-${service}`)!.spec as T;

  test.each(services)('%s is alive as long as its event loop answers, and ready while it can work', (service) => {
    const { spec } = podsOf(objects).find(({ from }) => from === `Deployment/shop-connector-${service}`)!;
    const [container] = spec.containers;
    expect(container?.livenessProbe?.httpGet.path).toBe('/live');
    expect(container?.startupProbe?.httpGet.path).toBe('/live');
    expect(container?.readinessProbe?.httpGet.path).toBe('/ready');
  });

  test.each(services)(
    '%s has longer to stop than the drain of 25 s and the 5 s in which HTTP still serves',
    (service) => {
      const { spec } = podsOf(objects).find(({ from }) => from === `Deployment/shop-connector-${service}`)!;
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(25 + 5);
    },
  );

  test.each(services)('%s waits for the schema and the queues of its own image before it starts', (service) => {
    const { spec } = podsOf(objects).find(({ from }) => from === `Deployment/shop-connector-${service}`)!;
    const [wait] = spec.initContainers ?? [];
    expect(wait?.command).toEqual(['node', 'dist/wait.main.js']);
    expect(wait?.image).toBe(spec.containers[0]?.image);
    expect(wait?.env).toEqual(spec.containers[0]?.env);
  });

  test.each(services)('%s is spread over nodes and zones, and loses one pod at a time by will', (service) => {
    const { spec } = podsOf(objects).find(({ from }) => from === `Deployment/shop-connector-${service}`)!;
    expect(spec.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey)).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
    expect(of('PodDisruptionBudget', service)).toMatchObject({ maxUnavailable: 1 });
    expect(of('Deployment', service)).toMatchObject({
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });

  test.each(services)(
    '%s grows by what is ready in its main lanes, and by nothing that waits for a retry or a person',
    (service) => {
      const { triggers } = of<{ triggers: { metadata: { queueName: string; protocol: string; mode: string } }[] }>(
        'ScaledObject',
        service,
      );
      const bound = lanes.filter((lane) => subscriptions[service][lane] !== undefined);
      expect(triggers.map(({ metadata }) => metadata.queueName)).toEqual(bound.map((lane) => `${service}.${lane}`));
      // over AMQP the length is what is ready
      expect(triggers.every(({ metadata }) => metadata.protocol === 'amqp' && metadata.mode === 'QueueLength')).toBe(
        true,
      );
      expect(of<object>('Deployment', service)).not.toHaveProperty('replicas');
    },
  );
});

withHelm('The most pods of a service', () => {
  const most = (set: readonly string[]): Record<string, number> =>
    Object.fromEntries(
      render({ set: ['autoscaling.kind=keda', ...set] })
        .filter(({ kind }) => kind === 'ScaledObject')
        .map(({ metadata, spec }) => [
          metadata.name.replace('shop-connector-', ''),
          (spec as { maxReplicaCount: number }).maxReplicaCount,
        ]),
    );

  // 60 calls a minute of 0.8 s keep 0.8 calls of a connection under way; a pod works on 20 at once
  test.each([
    [10, 2],
    [100, 4],
    [400, 16],
    [10_000, 20],
  ])(
    'with %i connections the exact-gateway has at most %i: what its quotas keep busy, up to the ceiling',
    (connections, pods) => {
      expect(most([`connections=${connections}`])['exact-gateway']).toBe(pods);
    },
  );

  test('sync-core has no quota, but a ceiling', () => {
    expect(most(['connections=10000'])['sync-core']).toBe(10);
  });
});

withHelm("RabbitMQ's users (S-22)", () => {
  const objects = render({ values: ['values-production.yaml'], set: digests });
  const permissions = (kind: string): Map<string, object[]> => {
    const found = new Map<string, object[]>();
    for (const { spec } of objects.filter((object) => object.kind === kind)) {
      const { userReference, permissions: rights } = spec as { userReference: { name: string }; permissions: object };
      const user = userReference.name.replace('shop-connector-', '');
      found.set(user, [...(found.get(user) ?? []), rights]);
    }
    return found;
  };

  test.each(services)('%s may do what the code says that it needs, and nothing else', (service) => {
    expect(permissions('Permission').get(service)).toEqual([permissionsOf(service)]);
    const byExchange = (rights: readonly object[]): object[] =>
      rights.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(byExchange(permissions('TopicPermission').get(service) ?? [])).toEqual(
      byExchange(topicPermissionsOf(service)),
    );
  });

  test('only the topology job declares, nobody enters the management UI, the autoscaler only looks at queues', () => {
    const all = [...permissions('Permission')] as [string, [{ configure: string; write: string }]][];
    expect(all.filter(([, [rights]]) => rights.configure !== '^$').map(([user]) => user)).toEqual(['topology']);
    expect(permissions('Permission').get('keda')).toMatchObject([{ configure: '^$', write: '^$' }]);
    const users = objects.filter(({ kind }) => kind === 'User');
    expect(users).toHaveLength(5);
    expect(users.map(({ spec }) => (spec as { tags: string[] }).tags)).toEqual(users.map(() => []));
  });

  test('the broker is a cluster of three that keeps its queues on every node', () => {
    expect(single('RabbitmqCluster')).toMatchObject({ spec: { replicas: 3, tls: { disableNonTLSListeners: true } } });
    expect(single('Policy')).toMatchObject({ spec: { definition: { 'target-group-size': 3 } } });
  });

  test('the database commits only what a standby has too, because a lost rotated token cannot be had again', () => {
    expect(
      objects.find(({ kind, apiVersion }) => kind === 'Cluster' && apiVersion.startsWith('postgresql')),
    ).toMatchObject({
      spec: { instances: 3, postgresql: { synchronous: { number: 1, dataDurability: 'required' } } },
    });
  });

  const single = (kind: string): KubernetesObject | undefined => objects.find((object) => object.kind === kind);
});
