import { describeFailure } from '../failure/describe-failure.js';

/** Fields whose values never reach a log, at whatever depth they stand; compared without case, `_` and `-`. */
const HIDDEN = new Set(
  [
    'authorization',
    'cookie',
    'setCookie',
    'headers',
    'body',
    'password',
    'secret',
    'token',
    'accessToken',
    'refreshToken',
    'xAmzAccessToken',
    'restrictedDataToken',
    'clientSecret',
    'apiToken',
    'code',
    'personalData',
    'remarks',
    'name',
    'firstName',
    'lastName',
    'buyer',
    'buyerName',
    'buyerEmail',
    'buyerCompanyName',
    'recipient',
    'recipientName',
    'companyName',
    'contactName',
    'email',
    'phone',
    'phoneNumber',
    'address',
    'addressLine1',
    'addressLine2',
    'addressLine3',
    'addressLines',
    'street',
    'city',
    'postcode',
    'postalCode',
    'vatNumber',
    'taxRegistrationNumber',
    'parameters',
    'query',
    'detail',
    'platformMessage',
  ].map(plain),
);

const CENSORED = '[hidden]';
const DEEPEST = 6;

/**
 * What may stand in any text: e-mail addresses, credentials by their form, and long random strings, which tokens are. Each with what
 * no match is without: most lines have none of it, and each line of a log is looked at.
 */
const PATTERNS: readonly (readonly [mark: string, RegExp, string])[] = [
  ['@', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[e-mail]'],
  ['@', /(\w+:\/\/[^\s:@/"]+):[^\s@/"]+@/g, '$1:[hidden]@'],
  [' ', /\b(Bearer|Basic) [\w.~+/|=-]+/gi, '$1 [hidden]'],
  ['|', /\bAtz[a-z]\|[\w+/=|-]+/gi, '[token]'],
  ['eyJ', /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '[token]'],
  ['=', /\b((?:access_|refresh_)?token|client_secret|code|password)=[^&\s"\\]+/gi, '$1=[hidden]'],
  ['', /\b[\w-]{48,}\b/g, '[token]'],
];

/** A text without what must not be in it. Its names and streets have no form: they are kept out where texts are made. */
export function redactText(text: string): string {
  return PATTERNS.reduce(
    (redacted, [mark, pattern, by]) => (redacted.includes(mark) ? redacted.replace(pattern, by) : redacted),
    text,
  );
}

/** pino's own serializers say little enough of these. */
const SERIALIZED = new Set(['req', 'res', 'err']);

/** A copy of the fields of a log line in which what must not be shown is hidden. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, SERIALIZED.has(name) ? value : field(name, value, 1)]),
  );
}

function field(name: string, value: unknown, depth: number): unknown {
  return HIDDEN.has(plain(name)) ? CENSORED : redacted(value, depth);
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return describeFailure(value);
  if (depth > DEEPEST) return CENSORED;
  if (Array.isArray(value)) return value.map((entry: unknown) => redacted(entry, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, field(name, entry, depth + 1)]));
}

function plain(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}
