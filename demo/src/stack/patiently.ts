import { setTimeout as wait } from 'node:timers/promises';
import { Unreachable } from '../clients/json-client.js';

const EVERY_MS = 1_000;

/**
 * Takes a step that may be taken again, as often as a server is away meanwhile.
 * @param patienceMs how long servers may be away before the step is given up
 * @throws Unreachable when the patience has come to its end; at once, whatever else goes wrong
 */
export async function patiently<T>(patienceMs: number, step: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Unreachable) || Date.now() > end) throw error;
      await wait(EVERY_MS);
    }
  }
}
