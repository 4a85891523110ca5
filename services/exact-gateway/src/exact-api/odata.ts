/** Literals of OData 2, as Exact reads them in a filter (exact-online 4). */
export const literal = {
  guid: (value: string): string => `guid'${value}'`,
  text: (value: string): string => `'${value.replaceAll("'", "''")}'`,
  int64: (value: string): string => `${value}L`,
  /** midnight of a date, YYYY-MM-DD, on Exact's own clock */
  date: (value: string): string => `datetime'${value}T00:00:00'`,
};

/** A filter for any of these values; OData 2 has no `in`. Some 80 guids or 120 references fit an address. */
export function anyOf(field: string, literals: readonly string[]): string {
  return literals.map((one) => `${field} eq ${one}`).join(' or ');
}

/** The query string of a call, encoded once; blanks as %20. */
export function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

/** A record of Exact: texts trimmed, because codes come padded with blanks. */
export type ExactRecord = Readonly<Record<string, unknown>>;

/** What an answer holds, whatever its envelope: one record, a list, or a list with `$top`. */
export function recordsOf(body: unknown): { records: ExactRecord[]; next?: string } {
  const d = (body as { d?: unknown }).d;
  if (Array.isArray(d)) return { records: d.map(trimmed) };
  if (typeof d !== 'object' || d === null) throw new Error('The answer of Exact Online has no "d"');
  const { results, __next: next } = d as { results?: unknown; __next?: unknown };
  if (Array.isArray(results)) return { records: results.map(trimmed), ...(typeof next === 'string' ? { next } : {}) };
  return { records: [trimmed(d)] };
}

function trimmed(record: unknown): ExactRecord {
  return Object.fromEntries(
    Object.entries(record as object)
      .filter(([name]) => name !== '__metadata')
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
}

/** A field that must be a text. @throws Error naming the field */
export function textOf(record: ExactRecord, field: string): string {
  const value = record[field];
  if (typeof value !== 'string') throw new Error(`Exact Online's answer has no text in ${field}`);
  return value;
}

export function optionalText(record: ExactRecord, field: string): string | undefined {
  const value = record[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The date of a `/Date(ms)/`, YYYY-MM-DD; its milliseconds count a wall clock without a zone, so no zone is applied.
 * Undefined where there is none.
 */
export function optionalDate(record: ExactRecord, field: string): string | undefined {
  const milliseconds = /^\/Date\((-?\d+)\)\/$/.exec(optionalText(record, field) ?? '')?.[1];
  return milliseconds === undefined ? undefined : new Date(Number(milliseconds)).toISOString().slice(0, 10);
}

/** A number as the decimal text that it is; Exact sends Edm.Double. */
export function decimalOf(record: ExactRecord, field: string): string {
  const value = record[field];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`Exact Online's answer has no number in ${field}`);
  return Number.isInteger(value) ? String(value) : value.toFixed(8).replace(/\.?0+$/, '');
}
