import { renameSync, writeFileSync } from 'node:fs';
import { currentWork } from '@connector/platform';
import { Client } from 'pg';
import { keepable, type RecordedStatement } from './recorded-statements.js';

/**
 * Loaded before a service (`--import`): counts every statement that it sends to PostgreSQL, with the parameters of one example,
 * and writes them to the file that RECORD_STATEMENTS names whenever there are new ones.
 */
const WRITE_EVERY_MS = 250;

/** What frames a transaction is one round trip too, and has no plan. */
const FRAME =
  /^\s*(START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\s*$|^\s*(SAVEPOINT|RELEASE|ROLLBACK TO)/i;

/** A transaction may start with its first statement, which has a plan; ids that are written into it make no other statement of it. */
const STARTED_WITH = /^START TRANSACTION; /;
const ID = /'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'/g;

const file = process.env['RECORD_STATEMENTS'];
const statements = new Map<string, RecordedStatement>();
let hasNew = false;

if (file !== undefined) {
  const prototype = Client.prototype as unknown as { query: (this: unknown, ...parts: unknown[]) => unknown };
  const { query: send } = prototype;
  prototype.query = function (...parts) {
    const [first, second] = parts;
    const text = typeof first === 'string' ? first : (first as { text?: string } | null)?.text;
    const values = Array.isArray(second) ? second : ((first as { values?: unknown[] } | null)?.values ?? []);
    if (text !== undefined) note(nameOf(text), values);
    return send.apply(this, parts);
  };
  setInterval(() => {
    if (!hasNew) return;
    hasNew = false;
    writeFileSync(`${file}.part`, JSON.stringify([...statements.values()]));
    renameSync(`${file}.part`, file);
  }, WRITE_EVERY_MS).unref();
}

function nameOf(text: string): string {
  if (FRAME.test(text)) return 'transaction';
  if (!STARTED_WITH.test(text)) return text;
  return text.replace(STARTED_WITH, '').replaceAll(ID, "'00000000-0000-0000-0000-000000000000'");
}

function note(sql: string, values: readonly unknown[]): void {
  const { messageType, job, correlationId } = currentWork() ?? {};
  const found = statements.get(sql);
  const cause = messageType ?? job ?? (correlationId === undefined ? 'background' : 'request');
  if (found === undefined) {
    statements.set(sql, { sql, values: values.map(keepable), count: 1, causes: { [cause]: 1 } });
  } else {
    found.count += 1;
    found.causes[cause] = (found.causes[cause] ?? 0) + 1;
  }
  hasNew = true;
}
