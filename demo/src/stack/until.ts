import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again until there is an answer. @throws Error that says what did not come in time */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { withinMs = 180_000, everyMs = 200 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const end = Date.now() + withinMs;
  let trouble: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > end)
      throw new Error(`${what} did not happen within ${withinMs / 1_000} s`, { cause: trouble ?? undefined });
    await wait(everyMs);
  }
}
