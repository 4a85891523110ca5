import type { IncomingMessage } from 'node:http';
import type { Keepable } from './state-file.js';

/** A request as a platform sees it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** a look-up must not see what was written within so many milliseconds of the sandbox's clock */
  readonly lagMs?: number;
}

/** What a platform answers. An object goes out as JSON, text and bytes as they are. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string | Buffer;
}

/** A request to the control API: below `/_sandbox`, its body read as JSON. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** how the caller reaches the sandbox */
  readonly baseUrl: string;
}

/** What a call is, in the log and for the faults. */
export interface CallName {
  readonly operation: string;
  /** whose account it is about: a seller, a division */
  readonly tenant: string;
  /** who calls: a seller, the application, a user */
  readonly caller?: string;
}

/** A platform behind the host: it names a call (for the log and the faults) and answers it. */
export interface Platform extends Keepable {
  nameOf(call: Call): CallName;
  answer(call: Call): Answer | Promise<Answer>;
  /** the platform's own words for 401, 429, 500 and 503, or those that are given, in the form of its answers */
  refuse(status: 401 | 429 | 500 | 503, text?: string): Answer;
  /** undefined: there is no such control */
  control(request: ControlRequest): unknown;
}
