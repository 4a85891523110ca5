import { readFileSync } from 'node:fs';

/** A statement that a service sent, how often, and the parameters of one example. */
export interface RecordedStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
  count: number;
  /** by what set it off: a message, a job, a request */
  readonly causes: Record<string, number>;
}

/** A parameter in a form that JSON keeps. */
export function keepable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return value.map(keepable);
  return value ?? null;
}

/** What the service of this file has sent so far; nothing before its first statement. */
export function readStatements(file: string): RecordedStatement[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RecordedStatement[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Sent between two looks, by what set them off. */
export function sentBetween(
  before: readonly RecordedStatement[],
  after: readonly RecordedStatement[],
): ReadonlyMap<string, number> {
  const sent = new Map<string, number>();
  const add = ({ causes }: RecordedStatement, sign: 1 | -1): void => {
    for (const [cause, count] of Object.entries(causes)) sent.set(cause, (sent.get(cause) ?? 0) + sign * count);
  };
  for (const statement of after) add(statement, 1);
  for (const statement of before) add(statement, -1);
  return sent;
}
