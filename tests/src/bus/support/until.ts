import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until it holds. @throws Error that says what did not come true in time */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { withinMs = 90_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${withinMs / 1_000} s: ${what}`);
    await wait(everyMs);
  }
}
