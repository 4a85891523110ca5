import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { KubernetesObject } from './helm.js';

/** Where the kubernetes-models family keeps the model of a kind. */
const PACKAGES: Readonly<Record<string, string>> = {
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};

/** The module with an object's type and validator, or undefined where there is none. */
export function modelModule({ apiVersion, kind }: KubernetesObject): string | undefined {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  if (group === 'rabbitmq.com' || group === 'cilium.io') return undefined;
  const custom = PACKAGES[group!];
  return [custom ?? 'kubernetes-models', ...(group === '' ? [] : [group]), version, kind].join('/');
}

/** The custom resources of RabbitMQ's operators, as published with them (schemas/README.md). */
const rabbitSchemas = JSON.parse(
  readFileSync(join(import.meta.dirname, 'schemas/rabbitmq.com.json'), 'utf8'),
) as Readonly<Record<string, object>>;

const ajv = new Ajv2020({ strict: false, allErrors: true });

/** What is wrong with an object by its schema; unknown fields count where the schema is ours to close. */
export async function faultsOf(object: KubernetesObject): Promise<string[]> {
  const module = modelModule(object);
  if (module !== undefined) {
    const models = (await import(module)) as Record<string, new (data: KubernetesObject) => { validate(): void }>;
    try {
      new models[object.kind]!(object).validate();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }
  const schema = rabbitSchemas[object.kind];
  if (schema === undefined) return object.apiVersion.startsWith('cilium.io/') ? [] : ['has no schema'];
  const validate = ajv.compile(schema);
  return validate(object)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
