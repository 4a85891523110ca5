import { TransientFailure } from '@connector/platform';

/** A JSON object of an answer; every field may be missing. */
export type Json = Readonly<Record<string, unknown>>;

/** Readers that take an answer as it comes: wrong types read as absent, required fields are named when they lack. */
export const read = {
  object: (value: unknown): Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {},
  list: (value: unknown): Json[] => (Array.isArray(value) ? value.map(read.object) : []),
  text: (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined),
  texts: (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [],
  integer: (value: unknown): number | undefined => (Number.isInteger(value) ? (value as number) : undefined),
  required: (value: unknown, field: string): string => {
    const text = read.text(value);
    if (text === undefined) throw new TransientFailure('amazon_unavailable', `Amazon's answer lacks ${field}`);
    return text;
  },
  /** ISO 8601 in UTC with milliseconds, whatever precision Amazon sent */
  time: (value: unknown): string | undefined => {
    const text = read.text(value);
    const date = text === undefined ? Number.NaN : Date.parse(text);
    return Number.isNaN(date) ? undefined : new Date(date).toISOString();
  },
};
