import { join } from 'node:path';
import { allContracts } from '../contract.js';
import '../index.js';
import { subscriptions } from '../topology.js';
import { asyncApiDocument } from './asyncapi.js';
import { bodySchema } from './body-schema.js';
import { readDocComments, type DocComments } from './doc-comments.js';
import type { JsonSchema } from './json-schema.js';
import { allPayloads, type Payload } from './payloads.js';

/** This workspace, from its sources and from its compiled files alike. */
export const workspace = join(import.meta.dirname, '../..');

/** The schema of one payload as a document of its own. */
export function schemaDocument({ name, body, summary, example }: Payload, docs: DocComments): JsonSchema {
  const { description, ...schema } = bodySchema(body, docs);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:connector:${name}`,
    ...schema,
    description: description === undefined ? summary : `${summary} ${description}`,
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

/** The schemas that the sources give, by name of the payload. */
export async function presentSchemas(): Promise<Map<string, JsonSchema>> {
  const docs = await readDocComments(join(workspace, 'src'));
  return new Map(allPayloads().map((payload) => [payload.name, schemaDocument(payload, docs)]));
}

/** Everything that `npm run generate` writes: path in this workspace → text. The same sources give the same bytes. */
export async function generatedDocuments(): Promise<Map<string, string>> {
  const schemas = await presentSchemas();
  const asyncApi = asyncApiDocument(allContracts(), subscriptions, ({ name }) => schemas.get(name)!);
  return new Map<string, string>([
    ...[...schemas].map(([name, schema]) => [`schemas/${name}.json`, text(schema)] as const),
    ['asyncapi.json', text(asyncApi)],
  ]);
}

export function text(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
