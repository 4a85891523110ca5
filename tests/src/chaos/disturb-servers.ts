import type { Stack } from '@connector/demo';

const PAUSE_MS = 8_000;

const LOST_DISK = 'the broker loses its disk';

/** What may befall the servers, in this order, over and over. */
const BLOWS = [
  ['the broker loses its power', (stack: Stack) => stack.infrastructure.crashBroker?.()],
  ['the database loses its power', (stack: Stack) => stack.infrastructure.crashDatabase?.()],
  [
    LOST_DISK,
    async (stack: Stack) => {
      await stack.infrastructure.emptyBroker?.();
      await stack.declare();
    },
  ],
  ['the broker stands still', (stack: Stack) => stack.infrastructure.pauseBroker?.(PAUSE_MS)],
  ['the broker hangs up on everybody', (stack: Stack) => stack.infrastructure.closeConnections?.()],
] as const;

/** Lets the next blow fall on broker or database. Returns when it is over and the server is there again. */
export async function disturbServers(
  stack: Stack,
  blow: number,
  say: (line: string) => void,
  sendAgain: () => Promise<void>,
): Promise<void> {
  const [what, strike] = BLOWS[blow % BLOWS.length]!;
  say(what);
  await strike(stack);
  if (what === LOST_DISK) await sendAgain();
}
