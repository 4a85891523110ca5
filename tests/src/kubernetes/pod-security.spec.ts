import { describe, expect, test } from '@jest/globals';
import { digests, installations, render, whyNoHelm } from './helm.js';
import { containersOf, podsOf } from './pods.js';

if (whyNoHelm !== undefined) console.log(`The chart is not rendered: ${whyNoHelm}`);
const withHelm = whyNoHelm === undefined ? describe : describe.skip;

withHelm.each(Object.entries(installations))('Every pod with %s', (_name, rendering) => {
  const objects = render(rendering);
  const pods = podsOf(objects);
  const containers = pods.flatMap((pod) => containersOf(pod).map((container) => [pod.from, container] as const));

  test('there are three services, a migration each, and the topology', () => {
    expect(pods).toHaveLength(7);
    expect(containers).toHaveLength(10);
  });

  test('is restricted (S-24): not root, no privilege, no capability, seccomp, a root that cannot be written', () => {
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65_532,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec).not.toHaveProperty('hostNetwork');
      expect(spec).not.toHaveProperty('hostPID');
      expect(JSON.stringify(spec.volumes)).not.toContain('hostPath');
    }
    for (const [, { securityContext }] of containers)
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
  });

  test('carries no token of a service account (S-24, S-27)', () => {
    expect(pods.map(({ spec }) => spec.automountServiceAccountToken)).toEqual(pods.map(() => false));
    for (const { kind, ...account } of objects.filter((object) => object.kind === 'ServiceAccount'))
      expect({ kind, ...account }).toMatchObject({ automountServiceAccountToken: false });
  });

  test('has its secrets by reference, as files: none in a variable, none in an object (S-26)', () => {
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const [from, { env = [] }] of containers)
      for (const { name, value, valueFrom } of env) {
        expect(valueFrom).toBeUndefined();
        if (/SECRET|TOKEN|PASSWORD|(DATABASE|AMQP)_URL/.test(name))
          expect([from, name, value]).toEqual([from, name, `/secrets/${name.replace(/_FILE$/, '')}`]);
      }
    expect(JSON.stringify(objects)).not.toMatch(/amqps?:\/\/|postgres(ql)?:\/\//);
  });

  test('mounts secrets and the key ring read-only, as folders, so that a rotated one arrives without a restart (S-26)', () => {
    for (const { spec } of pods)
      for (const container of containersOf({ from: '', labels: {}, spec }))
        for (const mount of container.volumeMounts ?? []) {
          expect(mount.readOnly).toBe(true);
          expect(mount).not.toHaveProperty('subPath');
        }
  });

  test('asks for and is limited in CPU and memory, and names no moving tag (S-27)', () => {
    for (const [, { resources, image }] of containers) {
      expect(Object.keys(resources?.requests ?? {}).toSorted()).toEqual(['cpu', 'memory']);
      expect(Object.keys(resources?.limits ?? {}).toSorted()).toEqual(['cpu', 'memory']);
      expect(image).toMatch(/(:\d+\.\d+\.\d+|@sha256:[0-9a-f]{64})$/);
    }
  });
});

withHelm('In production', () => {
  const objects = render({ values: ['values-production.yaml'], set: digests });

  test('every image is named by its digest (S-27)', () => {
    const images = podsOf(objects).flatMap((pod) => containersOf(pod).map(({ image }) => image));
    expect(images.filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
  });

  test('every Secret that a pod mounts comes from the store (S-26)', () => {
    const made = objects.filter(({ kind }) => kind === 'ExternalSecret').map(({ metadata }) => metadata.name);
    const mounted = [
      ...JSON.stringify(podsOf(objects).map(({ spec }) => spec.volumes)).matchAll(
        /"(?:secretName|secret":\{"name)":"([^"]+)"/g,
      ),
    ].map(([, name]) => name!);
    expect([...new Set(mounted)].filter((name) => !made.includes(name))).toEqual(['connector-ca']);
  });
});
