import type { ClassConstructor } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { targetConstructorToSchema, validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { DocComments } from './doc-comments.js';
import type { JsonSchema } from './json-schema.js';

const DEFINITIONS = '#/$defs/';

/** Bounds say nothing of the type, else `@IsInt() @Min(1)` would read as a number with fractions; our times have a time of day. */
const converters: Record<string, (rule: { constraints: readonly number[] }) => object> = {
  min: ({ constraints }) => ({ minimum: constraints[0] }),
  max: ({ constraints }) => ({ maximum: constraints[0] }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isBase64: () => ({ type: 'string', contentEncoding: 'base64' }),
};

const options = {
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: DEFINITIONS,
  additionalConverters: converters as never,
};

/**
 * The schema of a class with everything that it refers to under `$defs`. Fields that it does not name are allowed.
 * @throws Error when two classes share a name: schemas are keyed by it
 */
export function bodySchema(body: ClassConstructor<object>, docs: DocComments): JsonSchema {
  refuseSharedNames();
  const known = validationMetadatasToSchemas(options) as Record<string, JsonSchema>;
  const schema = described(targetConstructorToSchema(body, options) as JsonSchema, body, docs);
  const definitions = new Map<string, JsonSchema>();
  const open = referencesIn(schema);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (definitions.has(name)) continue;
    const type = classNamed(name);
    const definition = described(known[name]!, type, docs);
    definitions.set(name, definition);
    open.push(...referencesIn(definition));
  }
  if (definitions.size === 0) return schema;
  return { ...schema, $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The schema with the doc comments of its class, inherited ones included. */
function described(schema: JsonSchema, type: ClassConstructor<object>, docs: DocComments): JsonSchema {
  const description = docs.get(type.name);
  const properties = Object.entries(schema.properties ?? {}).map(([field, value]) => {
    const doc = lineage(type)
      .map((name) => docs.get(`${name}.${field}`))
      .find((text) => text !== undefined);
    return [field, doc === undefined ? value : { ...value, description: doc }] as const;
  });
  return {
    title: type.name,
    ...(description === undefined ? {} : { description }),
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(schema.required === undefined ? {} : { required: schema.required }),
  };
}

function lineage(type: unknown): string[] {
  const names: string[] = [];
  for (let step = type; typeof step === 'function' && step.name !== ''; step = Object.getPrototypeOf(step)) {
    names.push(step.name);
  }
  return names;
}

function referencesIn(schema: JsonSchema): string[] {
  return Object.values(schema.properties ?? {})
    .flatMap((property) => [property.$ref, property.items?.$ref])
    .filter((reference) => reference !== undefined)
    .map((reference) => reference.slice(DEFINITIONS.length));
}

function validatedClasses(): ClassConstructor<object>[] {
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    validationMetadatas: Map<ClassConstructor<object>, unknown>;
  };
  return [...validationMetadatas.keys()];
}

function classNamed(name: string): ClassConstructor<object> {
  const found = validatedClasses().find((type) => type.name === name);
  if (found === undefined) throw new Error(`${name} is referred to, and no class of that name is validated`);
  return found;
}

function refuseSharedNames(): void {
  const names = validatedClasses().map(({ name }) => name);
  const shared = names.filter((name, index) => names.indexOf(name) !== index);
  if (shared.length > 0) throw new Error(`Two classes share a name, schemas are keyed by it: ${shared.join(', ')}`);
}
