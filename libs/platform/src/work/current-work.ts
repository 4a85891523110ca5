import { AsyncLocalStorage } from 'node:async_hooks';

/** What this process works on at the moment; every log line inside it carries these fields. Never a buyer, never a secret. */
export interface Work {
  /** the order, item or run that all this is about; of an HTTP request its id */
  readonly correlationId?: string;
  /** the tenant */
  readonly connectionId?: string;
  readonly messageId?: string;
  /** name of the contract */
  readonly messageType?: string;
  /** `PollOrdersJob.tick` */
  readonly job?: string;
  /** W3C trace context that came with the message; handed on even where this process traces nothing */
  readonly traceparent?: string;
}

const storage = new AsyncLocalStorage<Work | undefined>();

/** Runs something as part of a piece of work; what is not given is kept from the work around it. */
export function inWork<T>(work: Work, run: () => T): T {
  return storage.run({ ...storage.getStore(), ...work }, run);
}

/** Runs something that outlives the work that happens to set it off, such as a loop that serves everybody. */
export function apartFromWork<T>(run: () => T): T {
  return storage.run(undefined, run);
}

export function currentWork(): Work | undefined {
  return storage.getStore();
}
