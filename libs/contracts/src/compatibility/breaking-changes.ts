import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../tools/json-schema.js';
import { bounds, movedBounds } from './bounds.js';

/**
 * A change after which the released and the present version no longer understand each other. Both run side by side in
 * a rolling update, and parked messages are replayed weeks later, so both directions count:
 * `reader` — a consumer of the released version would refuse, or miss something in, what is sent now;
 * `writer` — a consumer of the present version would refuse what the released version sends or has sent.
 */
export interface BreakingChange {
  /** the field, for example `lines[].netPrice`; empty: the message itself */
  readonly path: string;
  readonly breaks: 'reader' | 'writer' | 'both';
  readonly what: string;
}

type Breaks = BreakingChange['breaks'];

/** Words that explain, and words that are compared one by one; every other word must stay as it is. */
const EXPLAINS = ['$schema', '$id', '$defs', 'title', 'description', 'examples'];
const COMPARED = ['$ref', 'type', 'enum', 'properties', 'required', 'items', ...Object.keys(bounds)];

/** What of the present schema breaks the released one; empty: only additions that both sides can live with. */
export function breakingChanges(released: JsonSchema, present: JsonSchema): BreakingChange[] {
  return new Comparison(released, present).compare(released, present, '');
}

class Comparison {
  constructor(
    private readonly released: JsonSchema,
    private readonly present: JsonSchema,
  ) {}

  compare(before: JsonSchema, after: JsonSchema, path: string): BreakingChange[] {
    const old = resolve(before, this.released);
    const now = resolve(after, this.present);
    const change = (breaks: Breaks, what: string): BreakingChange => ({ path, breaks, what });
    if (old.type !== now.type)
      return [change('both', `type changed from ${old.type ?? 'any'} to ${now.type ?? 'any'}`)];
    return [
      ...enumChanges(old, now).map(([breaks, what]) => change(breaks, what)),
      ...movedBounds(old, now).map(([breaks, what]) => change(breaks, what)),
      ...otherWords(old, now).map((word) => change('both', `${word} changed`)),
      ...this.fields(old, now, path),
      ...(old.items !== undefined || now.items !== undefined
        ? this.compare(old.items ?? {}, now.items ?? {}, `${path}[]`)
        : []),
    ];
  }

  private fields(old: JsonSchema, now: JsonSchema, parent: string): BreakingChange[] {
    const before = old.properties ?? {};
    const after = now.properties ?? {};
    const at = (field: string): string => (parent === '' ? field : `${parent}.${field}`);
    const added = Object.keys(after).filter((field) => before[field] === undefined);
    const kept = Object.entries(before);
    return [
      ...kept.flatMap(([field, schema]): BreakingChange[] => {
        const path = at(field);
        const present = after[field];
        if (present === undefined) return [{ path, breaks: 'reader', what: 'field removed' }];
        return [...requiredChange(old, now, field, path), ...this.compare(schema, present, path)];
      }),
      ...added
        .filter((field) => isRequired(now, field))
        .map((field) => ({ path: at(field), breaks: 'writer' as const, what: 'required field added' })),
    ];
  }
}

const isRequired = (schema: JsonSchema, field: string): boolean => schema.required?.includes(field) ?? false;

function requiredChange(old: JsonSchema, now: JsonSchema, field: string, path: string): BreakingChange[] {
  const was = isRequired(old, field);
  const is = isRequired(now, field);
  if (was === is) return [];
  return [
    is
      ? { path, breaks: 'writer', what: 'optional field became required' }
      : { path, breaks: 'reader', what: 'required field became optional' },
  ];
}

function enumChanges(old: JsonSchema, now: JsonSchema): [Breaks, string][] {
  if (old.enum === undefined && now.enum === undefined) return [];
  if (old.enum === undefined) return [['writer', 'values restricted to a list']];
  if (now.enum === undefined) return [['reader', 'list of values opened']];
  const removed = old.enum.filter((value) => !now.enum!.includes(value));
  const added = now.enum.filter((value) => !old.enum!.includes(value));
  return [
    ...removed.map((value): [Breaks, string] => ['writer', `value removed: ${String(value)}`]),
    ...added.map((value): [Breaks, string] => ['reader', `value added to a closed list: ${String(value)}`]),
  ];
}

function otherWords(old: JsonSchema, now: JsonSchema): string[] {
  const before = old as Record<string, unknown>;
  const after = now as Record<string, unknown>;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (word) => !EXPLAINS.includes(word) && !COMPARED.includes(word) && !isDeepStrictEqual(before[word], after[word]),
  );
}

/** A reference as what it points to, in the document that it stands in. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/$defs/', '');
  const target = root.$defs?.[name];
  if (target === undefined) throw new Error(`The schema refers to ${schema.$ref}, which it does not define`);
  return target;
}
