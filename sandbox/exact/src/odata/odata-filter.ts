/** A filter of OData 2 as Exact reads it: `Field op literal`, joined by `and` / `or`, with parentheses, `trim()`, `startswith()`, `substringof()`. */
export type Predicate = (row: Readonly<Record<string, unknown>>) => boolean;

/** The filter cannot be read: Exact answers 400. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'guid' | 'datetime' | 'punctuation';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(guid'[0-9a-fA-F-]{36}')|(datetime'[^']*')|('(?:[^']|'')*')|(-?\d+(?:\.\d+)?[LMDlmd]?)|([A-Za-z_][\w/]*)|([(),]))/y;

/** Reads a filter, and tells which fields it uses. */
export function parseFilter(text: string): { predicate: Predicate; fields: string[] } {
  const tokens = tokenize(text);
  const fields = new Set<string>();
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const next = (): Token => {
    const token = tokens[at++];
    if (token === undefined) throw new FilterError('The filter ends too early');
    return token;
  };
  const expect = (text: string): void => {
    if (next().text !== text) throw new FilterError(`"${text}" expected`);
  };

  const disjunction = (): Predicate => {
    let left = conjunction();
    while (peek()?.text === 'or') {
      next();
      const [a, b] = [left, conjunction()];
      left = (row) => a(row) || b(row);
    }
    return left;
  };
  const conjunction = (): Predicate => {
    let left = comparison();
    while (peek()?.text === 'and') {
      next();
      const [a, b] = [left, comparison()];
      left = (row) => a(row) && b(row);
    }
    return left;
  };
  const comparison = (): Predicate => {
    if (peek()?.text === 'not') {
      next();
      const inner = comparison();
      return (row) => !inner(row);
    }
    if (peek()?.text === '(') {
      next();
      const inner = disjunction();
      expect(')');
      return inner;
    }
    const left = operand();
    const operator = next().text;
    const right = operand();
    const compare = OPERATORS[operator];
    if (compare === undefined) throw new FilterError(`"${operator}" is no operator`);
    return (row) => compare(left(row), right(row));
  };
  const operand = (): ((row: Readonly<Record<string, unknown>>) => unknown) => {
    const token = next();
    if (token.kind === 'string') return constant(token.text.slice(1, -1).replaceAll("''", "'"));
    if (token.kind === 'guid') return constant(token.text.slice(5, -1).toLowerCase());
    if (token.kind === 'datetime') return constant(Date.parse(`${token.text.slice(9, -1).replace(/Z$/, '')}Z`));
    if (token.kind === 'number') return constant(Number(token.text.replace(/[LMD]$/i, '')));
    if (token.text === 'true' || token.text === 'false') return constant(token.text === 'true');
    if (token.text === 'null') return constant(null);
    const call = FUNCTIONS[token.text];
    if (call !== undefined && peek()?.text === '(') {
      next();
      const values = [operand()];
      while (peek()?.text === ',') {
        next();
        values.push(operand());
      }
      expect(')');
      return (row) => call(...values.map((value) => value(row)));
    }
    if (token.kind !== 'word') throw new FilterError(`"${token.text}" is not expected here`);
    fields.add(token.text);
    return (row) => row[token.text] ?? null;
  };
  const predicate = disjunction();
  if (at < tokens.length) throw new FilterError(`"${tokens[at]!.text}" is not expected here`);
  return { predicate, fields: [...fields] };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new FilterError(`The filter cannot be read at position ${start}`);
    const kinds = ['guid', 'datetime', 'string', 'number', 'word', 'punctuation'] as const;
    const index = match.slice(1).findIndex((group) => group !== undefined);
    tokens.push({ kind: kinds[index]!, text: match[index + 1]! });
  }
  return tokens;
}

const constant = (value: unknown) => (): unknown => value;

const comparable = (value: unknown): string | number | bigint | boolean | null =>
  value instanceof Date ? value.getTime() : (value as string | number | bigint | boolean | null);

const OPERATORS: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  // eslint-free equality: Int64 values are bigint here, literals numbers
  eq: (a, b) => same(comparable(a), comparable(b)),
  ne: (a, b) => !same(comparable(a), comparable(b)),
  gt: (a, b) => a !== null && b !== null && comparable(a)! > comparable(b)!,
  ge: (a, b) => a !== null && b !== null && comparable(a)! >= comparable(b)!,
  lt: (a, b) => a !== null && b !== null && comparable(a)! < comparable(b)!,
  le: (a, b) => a !== null && b !== null && comparable(a)! <= comparable(b)!,
};

function same(a: string | number | bigint | boolean | null, b: string | number | bigint | boolean | null): boolean {
  if (typeof a === 'bigint' || typeof b === 'bigint') return a !== null && b !== null && BigInt(a) === BigInt(b);
  return a === b;
}

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  trim: (value) => (typeof value === 'string' ? value.trim() : value),
  tolower: (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  startswith: (value, start) => typeof value === 'string' && value.startsWith(String(start)),
  substringof: (part, value) => typeof value === 'string' && value.includes(String(part)),
};
