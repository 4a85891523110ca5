import { SqsError } from './sqs-error.js';

/** The parameters of a request, each read as what it must be. */
export class SqsFields {
  constructor(private readonly given: Readonly<Record<string, unknown>>) {}

  /** @throws SqsError when the body is no JSON object */
  static of(body: Buffer): SqsFields {
    let read: unknown;
    try {
      read = JSON.parse(body.toString('utf8'));
    } catch {
      throw SqsError.unreadable();
    }
    if (typeof read !== 'object' || read === null) throw SqsError.unreadable();
    return new SqsFields(read as Record<string, unknown>);
  }

  text(name: string): string {
    const value = this.given[name];
    if (typeof value !== 'string' || value === '') throw SqsError.missing(name);
    return value;
  }

  texts(name: string): string[] {
    const value = this.given[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  whole(name: string, least: number, most: number): number | undefined {
    const value = this.given[name];
    if (value === undefined || value === null) return undefined;
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
      throw SqsError.invalidValue(
        `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
      );
    return value as number;
  }

  /** The one to ten entries of a batch. */
  entries(): SqsFields[] {
    const value = this.given['Entries'];
    if (!Array.isArray(value) || value.length === 0)
      throw new SqsError(
        400,
        'com.amazonaws.sqs#EmptyBatchRequest',
        'There should be at least one entry in the request.',
      );
    if (value.length > 10)
      throw new SqsError(
        400,
        'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
        'Maximum number of entries per request are 10.',
      );
    return value.map((entry) => new SqsFields(entry as Record<string, unknown>));
  }
}
