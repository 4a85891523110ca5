import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allContracts, subscriptions } from '../index.js';
import { generatedDocuments, workspace } from './generated-documents.js';
import type { JsonSchema } from './json-schema.js';

interface AsyncApi {
  asyncapi: string;
  channels: Record<string, { messages: object }>;
  operations: Record<string, { action: string; messages: { $ref: string }[] }>;
  components: { messages: Record<string, { headers: object; examples: { payload: object }[] }>; schemas: object };
}

const documents = await generatedDocuments();
const asyncApi = JSON.parse(documents.get('asyncapi.json')!) as AsyncApi;

describe('the generated documents', () => {
  it.each([...documents])('%s is committed as the sources give it (else: npm run generate)', (path, content) => {
    expect(readFileSync(join(workspace, path), 'utf8')).toBe(content);
  });

  it('are all: no schema is left of a message that is gone', () => {
    const files = readdirSync(join(workspace, 'schemas')).map((file) => `schemas/${file}`);
    expect(files.filter((file) => !documents.has(file))).toEqual([]);
  });

  it('are the same at every run', async () => {
    expect([...(await generatedDocuments())]).toEqual([...documents]);
  });
});

describe('a JSON Schema', () => {
  const schemas = [...documents]
    .filter(([path]) => path.startsWith('schemas/'))
    .map(([path, content]) => [path, JSON.parse(content) as JsonSchema] as const);

  it.each(schemas)(
    '%s gives each field one type or shape, and forbids no field that it does not know',
    (_path, schema) => {
      for (const part of [schema, ...Object.values(schema.$defs ?? {})]) {
        expect(part).not.toHaveProperty('additionalProperties');
        for (const field of Object.values(part.properties ?? {})) expect(field.type ?? field.$ref).toBeDefined();
      }
    },
  );

  it('carries the doc comments of class and fields, also inherited ones', () => {
    const create = Object.fromEntries(schemas)['schemas/exact.sales-order.create.v1.json']!;
    expect(create.description).toContain('there is never a second one from us');
    expect(create.properties!['yourRef']!.description).toBe('the Amazon order id: YourRef and Description');
    expect(create.properties!['release']!.description).toContain('starting at 1');
  });

  it('exists for what travels sealed, too', () => {
    expect(documents.has('schemas/amazon.order.updated.v1.personalData.json')).toBe(true);
    expect(documents.has('schemas/exact.debtor.ensure.v1.personalData.json')).toBe(true);
  });
});

describe('the AsyncAPI document', () => {
  it('has both exchanges and a queue for each service and lane, with the messages that go there', () => {
    expect(asyncApi.asyncapi).toBe('3.0.0');
    const queues = Object.entries(subscriptions).flatMap(([service, byLane]) =>
      Object.entries(byLane).map(([lane, bound]) => [`${service}.${lane}`, bound.map(({ name }) => name)] as const),
    );
    expect(Object.keys(asyncApi.channels)).toEqual(['events', 'commands', ...queues.map(([name]) => name)]);
    for (const [queue, names] of queues) expect(Object.keys(asyncApi.channels[queue]!.messages)).toEqual(names);
  });

  it('has every message with headers, payload and example', () => {
    for (const { name, example } of allContracts()) {
      const message = asyncApi.components.messages[name]!;
      expect(message).toMatchObject({
        payload: { $ref: `#/components/schemas/${name}` },
        examples: [{ payload: example }],
      });
      expect(message.headers).toMatchObject({ required: ['x-connection-id', 'x-occurred-at'] });
    }
  });

  it('says for every message who sends it, once, and who receives it', () => {
    const named = (action: string): string[] =>
      Object.values(asyncApi.operations)
        .filter((operation) => operation.action === action)
        .flatMap(({ messages }) => messages.map(({ $ref }) => $ref.split('/').at(-1)!));
    const names = allContracts().map(({ name }) => name);
    expect(named('send').sort()).toEqual([...names].sort());
    expect([...new Set(named('receive'))].sort()).toEqual([...names].sort());
  });

  it('refers to nothing that it does not have', () => {
    const references = [...documents.get('asyncapi.json')!.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path]) => path!);
    expect(references.length).toBeGreaterThan(100);
    const missing = references.filter((path) => {
      let place: unknown = asyncApi;
      for (const step of path.split('/')) place = (place as Record<string, unknown> | undefined)?.[step];
      return place === undefined;
    });
    expect(missing).toEqual([]);
  });
});
