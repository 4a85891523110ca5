import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { JsonSchema } from '../tools/json-schema.js';
import { breakingChanges } from './breaking-changes.js';

/** The schemas in a folder, by name of the payload. */
export function readSchemas(folder: string): Map<string, JsonSchema> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return new Map(
    files.map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8')) as JsonSchema]),
  );
}

/** Every breaking change of everything that was released, a sentence each; new messages and new versions break nothing. */
export function brokenReleases(
  released: ReadonlyMap<string, JsonSchema>,
  present: ReadonlyMap<string, JsonSchema>,
): string[] {
  return [...released].flatMap(([name, before]) => {
    const after = present.get(name);
    if (after === undefined) return [`${name}: message removed (breaks both)`];
    return breakingChanges(before, after).map(
      ({ path, breaks, what }) => `${name}${path === '' ? '' : ` ${path}`}: ${what} (breaks ${breaks})`,
    );
  });
}
