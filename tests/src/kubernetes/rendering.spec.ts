import { describe, expect, test } from '@jest/globals';
import { digests, installations, render, runHelm, whyNoHelm } from './helm.js';
import { unknownFields } from './unknown-fields.js';
import { faultsOf } from './validators.js';

if (whyNoHelm !== undefined) console.log(`The chart is not rendered: ${whyNoHelm}`);
const withHelm = whyNoHelm === undefined ? describe : describe.skip;

withHelm.each(Object.entries(installations))('The chart with %s', (_name, rendering) => {
  const objects = render(rendering);

  test('passes helm lint', () => {
    expect(runHelm('lint', rendering)).toContain('0 chart(s) failed');
  });

  test('renders what the schemas of Kubernetes and of the operators accept', async () => {
    const faults = await Promise.all(
      objects.map(async (object) =>
        (await faultsOf(object)).map((fault) => `${object.kind}/${object.metadata.name}: ${fault}`),
      ),
    );
    expect(faults.flat()).toEqual([]);
  });

  test('gives every object a name of its own', () => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.filter((entry, index) => names.indexOf(entry) !== index)).toEqual([]);
    expect(objects.map(({ metadata }) => metadata.name).filter((entry) => entry.length > 63)).toEqual([]);
  });
});

withHelm('The rendered objects', () => {
  const objects = Object.values(installations).flatMap((rendering) => render(rendering));

  test('name no field that the API does not know', () => {
    expect(unknownFields(objects)).toEqual([]);
  });

  test('would be caught with one', () => {
    const deployment = objects.find(({ kind }) => kind === 'Deployment')!;
    const misspelt = { ...deployment, spec: { ...(deployment.spec as object), revisionHistoryLimits: 5 } };
    expect(unknownFields([misspelt])).toHaveLength(1);
  });
});

withHelm('The values', () => {
  test.each([
    ['a key that does not exist', 'services.syncCore.replica=3', 'additional properties'],
    ['a log level that does not exist', 'logLevel=loud', 'logLevel'],
    ['a secret in the clear among the variables', 'services.syncCore.env.API_TOKEN=not-here', 'env'],
    ['the tag latest', 'image.tag=latest', 'tag'],
    ['two database instances, of which one is lost', 'postgres.cloudNativePg.instances=2', 'instances'],
    ['metrics that the world can read', 'ingress.api.paths={/metrics}', 'paths'],
    ['a grace time below the drain', 'pod.terminationGracePeriodSeconds=10', 'terminationGracePeriodSeconds'],
    ['a digest that is none', 'jobs.image.digest=sha256:abc', 'digest'],
  ])('are refused with %s', (_what, pair, named) => {
    expect(() => render({ set: [pair] })).toThrow(named);
  });

  test('are refused for production while an image has no digest (S-27)', () => {
    expect(() => render({ values: ['values-production.yaml'], set: digests.slice(1) })).toThrow(
      'services.amazonGateway.image.digest is missing',
    );
  });

  test('are refused where a hook would wait for what the chart makes after it', () => {
    const hook = 'jobs.migrationsAsHook=true';
    expect(() => render({ set: [hook, 'postgres.cloudNativePg.enabled=true'] })).toThrow(
      'wait for ever for the database',
    );
    expect(() => render({ set: [hook, 'externalSecrets.enabled=true'] })).toThrow('wait for ever for the Secrets');
  });
});
