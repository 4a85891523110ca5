import type { ServerResponse } from 'node:http';
import type { Answer } from './platform.js';

/** Sends an answer; the `Date` is the sandbox's own. Returns its status. */
export function send(response: ServerResponse, answer: Answer, date: Date): number {
  const bytes = bytesOf(answer);
  const type = typeof answer.body === 'object' ? { 'content-type': 'application/json' } : {};
  const length = answer.status === 204 ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(answer.status, { date: date.toUTCString(), ...type, ...length, ...answer.headers });
  response.end(answer.status === 204 ? undefined : bytes);
  return answer.status;
}

export function bytesOf({ body }: Answer): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
