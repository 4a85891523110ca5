import { setTimeout as wait } from 'node:timers/promises';

const LIMIT_MS = 90_000;

/** Waits for a condition, never for the clock. @throws Error when it does not come true within a minute and a half */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !(await condition());) {
    if (Date.now() > end) throw new Error(`It did not come true within ${LIMIT_MS / 1_000} s`);
    await wait(20);
  }
}
