import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a webhook of Exact says (exact-online 13): that something changed, never what. */
export interface WebhookContent {
  readonly topic: string;
  readonly clientId: string;
  readonly division: number;
  readonly key: string;
  readonly action: string;
}

/**
 * The content of a webhook whose signature is right; undefined for everything else. The signature is over the very text of
 * `Content`: parsing and writing it anew may change bytes.
 */
export function signedContent(raw: string, secret: string): WebhookContent | undefined {
  const content = textOfContent(raw);
  if (content === undefined) return undefined;
  const { hashCode, body } = parsed(raw);
  const expected = createHmac('sha256', secret).update(content, 'utf8').digest();
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(hashCode) ? hashCode : '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { Topic: topic, ClientId: clientId, Division: division, Key: key, Action: action } = body;
  if (typeof topic !== 'string' || typeof clientId !== 'string' || typeof division !== 'number') return undefined;
  return { topic, clientId, division, key: textOrNone(key), action: textOrNone(action) };
}

/** From the first brace after `"Content":` to the one that closes it. */
export function textOfContent(raw: string): string | undefined {
  const start = /^\s*\{\s*"Content"\s*:\s*(?=\{)/.exec(raw)?.[0].length;
  if (start === undefined) return undefined;
  let depth = 0;
  let quoted = false;
  for (let at = start; at < raw.length; at++) {
    const sign = raw[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}' && --depth === 0) return raw.slice(start, at + 1);
  }
  return undefined;
}

function parsed(raw: string): { hashCode: string; body: Readonly<Record<string, unknown>> } {
  try {
    const whole = JSON.parse(raw) as { HashCode?: unknown; Content?: unknown };
    const body = typeof whole.Content === 'object' && whole.Content !== null ? whole.Content : {};
    return { hashCode: textOrNone(whole.HashCode), body: body as Record<string, unknown> };
  } catch {
    return { hashCode: '', body: {} };
  }
}

const textOrNone = (value: unknown): string => (typeof value === 'string' ? value : '');
