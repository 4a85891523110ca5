import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { SupervisedProcess } from '@connector/demo';

/** How a process ended after SIGTERM, as its neighbours saw it; times are milliseconds since the signal. */
export interface Stop {
  readonly name: string;
  /** when `/ready` first said 503 */
  readonly notReadyAfterMs: number | undefined;
  /** the last answer to `/live` */
  readonly servedForMs: number;
  readonly endedAfterMs: number;
  readonly exitCode: number | null;
  /** queues of which it handled more messages than it had in hand when it cancelled its consumer */
  readonly tookMore: readonly string[];
}

const LOOK_EVERY_MS = 50;

/** Sends SIGTERM and watches until the process has ended. Its successor is started by whoever supervises it. */
export async function watchStop(process: SupervisedProcess, url: string, logFile: string): Promise<Stop> {
  const linesBefore = linesOf(logFile).length;
  const started = performance.now();
  const now = (): number => performance.now() - started;
  const seen: { exitCode?: number | null; endedAfterMs: number; notReadyAfterMs?: number; servedForMs: number } = {
    endedAfterMs: 0,
    servedForMs: 0,
  };
  const end = (async () => {
    seen.exitCode = await process.terminate();
    seen.endedAfterMs = now();
  })();
  while (seen.exitCode === undefined) {
    const [ready, live] = await Promise.all([statusOf(`${url}/ready`), statusOf(`${url}/live`)]);
    if (seen.exitCode === undefined && ready === 503) seen.notReadyAfterMs ??= now();
    if (seen.exitCode === undefined && live === 200) seen.servedForMs = now();
    await wait(LOOK_EVERY_MS);
  }
  await end;
  const lines = linesOf(logFile).slice(linesBefore);
  return {
    name: process.name,
    notReadyAfterMs: seen.notReadyAfterMs,
    servedForMs: seen.servedForMs,
    endedAfterMs: seen.endedAfterMs,
    exitCode: seen.exitCode ?? null,
    tookMore: tookMoreIn(lines),
  };
}

interface Line {
  readonly context?: string;
  readonly message: string;
}

/** Each consumer says how many messages it has in hand when it takes no more. */
function tookMoreIn(lines: readonly Line[]): string[] {
  return lines.flatMap(({ context, message }, index) => {
    const inHand = /^takes nothing more, (\d+) under way$/.exec(message)?.[1];
    if (inHand === undefined || context === undefined) return [];
    const after = lines
      .slice(index + 1)
      .filter((line) => line.context === context && /^(handled|retried|parked) /.test(line.message));
    return after.length > Number(inHand) ? [context] : [];
  });
}

function linesOf(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    () => undefined,
  );
}
