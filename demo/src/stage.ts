import type { JsonClient } from './clients/json-client.js';

/** Where a day is played: the product's API and the sandboxes' control APIs, wherever they run. */
export interface Stage {
  /** sync-core's REST API */
  readonly api: JsonClient;
  /** the sandboxes' control APIs */
  readonly amazon: JsonClient;
  readonly exact: JsonClient;
  /** business seconds a real second */
  readonly speed: number;
  /** how long a server may be away, or what waits for one may take, before the day is given up */
  readonly patienceMs: number;
  /** the business time, which the sandboxes show too */
  now(): Date;
  /** how often each process had to be started again, as far as that is known */
  restarts(): Readonly<Record<string, number>>;
  /** kills a service as a power cut would, where that is possible */
  kill?(service: string): void;
}
