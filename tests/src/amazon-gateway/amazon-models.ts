import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';

const FOLDER = join(import.meta.dirname, '../../../../shared/reference/amazon-models');

export type ModelAnswer = Record<string, unknown>;

export interface StaticCase {
  readonly name: string;
  readonly answer: ModelAnswer;
}

const areHere = existsSync(FOLDER);
if (!areHere) process.stdout.write('Skipped: the static sandbox cases of Amazon’s models, which are not here\n');

/** Where Amazon's models are not, what needs them is skipped, and the reason is printed. */
export const describeWithModels: (name: string, cases: () => void) => void = areHere ? describe : describe.skip;

/** The static sandbox cases that a model has for one operation and one status; none where the models are not. */
export function casesOf(file: string, operationId: string, status: string): StaticCase[] {
  if (!areHere) return [];
  const model = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as {
    paths: Record<string, Record<string, { operationId?: string; responses?: Record<string, ModelAnswer> }>>;
  };
  const operation = Object.values(model.paths)
    .flatMap((methods) => Object.values(methods))
    .find((candidate) => candidate.operationId === operationId);
  const sandbox = operation?.responses?.[status]?.['x-amzn-api-sandbox'] as
    { static?: { response: ModelAnswer }[] } | undefined;
  return (sandbox?.static ?? []).map(({ response }, index) => ({
    name: `${operationId} ${status} #${index + 1}`,
    answer: response,
  }));
}
