import { TransientFailure } from '@connector/platform';

/** A JSON object of an answer; every field may be missing. */
export type Json = Readonly<Record<string, unknown>>;

/** An answer lacks what it must have. Names the field, never its value. */
export class IncompleteAnswer extends TransientFailure {
  constructor(field: string) {
    super('amazon_unavailable', `Amazon's answer lacks ${field}`);
  }
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Readers that take an answer as it comes: wrong types read as absent, required fields are named when they lack. */
export const read = {
  object: (value: unknown): Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {},
  list: (value: unknown): Json[] => (Array.isArray(value) ? value.map(read.object) : []),
  /** a text that can be stored: without NUL and halves of a character, which titles that were cut have */
  text: (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : undefined,
  texts: (value: unknown): string[] =>
    Array.isArray(value) ? value.flatMap((entry: unknown) => read.text(entry) ?? []) : [],
  /** a value of a list of values: one word; a sentence in its place is none, because it may say anything */
  word: (value: unknown): string | undefined =>
    typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : undefined,
  integer: (value: unknown): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined),
  required: (value: unknown, field: string): string => {
    const text = read.text(value);
    if (text === undefined) throw new IncompleteAnswer(field);
    return text;
  },
  /** ISO 8601 in UTC with milliseconds, whatever precision and zone Amazon sent; a time without a zone is none */
  time: (value: unknown): string | undefined => {
    const text = read.text(value);
    const date = text !== undefined && ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(date) ? undefined : new Date(date).toISOString();
  },
};
