import { Failure } from './failure.js';

/**
 * A one-line description of anything that was thrown, `undefined` included, cut to a length that fits a header. It goes to
 * logs, headers and parked messages, so whatever may quote data is left out: a platform's own words, the piece of text that
 * was no JSON, the value that the database did not take.
 */
export function describeFailure(thrown: unknown, length = 500): string {
  return wordsOf(thrown).replaceAll(/\s+/g, ' ').slice(0, length);
}

/** Where it was thrown, below its description. */
export function describeWithStack(thrown: unknown): string {
  const frames = thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return [describeFailure(thrown), ...frames].join('\n');
}

function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown: ${typeof thrown === 'string' ? thrown : typeof thrown}`;
  if (thrown instanceof Failure && thrown.quotesPlatform)
    return `${thrown.name}: ${thrown.reasonCode} (the platform's words are with the work)`;
  if (thrown instanceof SyntaxError) return `${thrown.name}: the text cannot be read`;
  if (isOfDatabase(thrown)) return `${thrown.name}: ${thrown.message.replaceAll(/: ".*$/gs, ': [hidden]')}`;
  return `${thrown.name}: ${thrown.message}`;
}

/** PostgreSQL's errors carry a five-letter code; the message may end with the value that it did not take. */
function isOfDatabase(error: Error): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string';
}
