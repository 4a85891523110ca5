import type { Host, HostOptions } from './host.js';

interface SandboxOptions extends HostOptions {
  readonly seed?: number;
  readonly now?: string;
  readonly speed?: number;
}

/** Starts a sandbox as the environment says, prints where it is and what opens it, and stops it on a signal. */
export async function runFromEnvironment(
  name: string,
  usualPort: number,
  start: (options: SandboxOptions) => Promise<Host>,
  credentials: readonly string[],
): Promise<void> {
  const { PORT, SEED, CLOCK_SHOWS, CLOCK_SPEED, STATE_FILE, ADDRESS, PUBLIC_URL } = process.env;
  const port = Number(PORT ?? usualPort);
  const seed = Number(SEED ?? 1);
  const sandbox = await start({
    port,
    seed,
    ...(ADDRESS === undefined ? {} : { address: ADDRESS }),
    ...(PUBLIC_URL === undefined ? {} : { publicUrl: PUBLIC_URL }),
    ...(STATE_FILE === undefined ? {} : { stateFile: STATE_FILE }),
    ...(CLOCK_SHOWS === undefined ? {} : { now: CLOCK_SHOWS }),
    ...(CLOCK_SPEED === undefined ? {} : { speed: Number(CLOCK_SPEED) }),
  }).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    process.stderr.write(`${name}: port ${port} is taken on this machine; name another one in the environment\n`);
    return process.exit(1);
  });
  const where = `${name} on ${sandbox.url} (seed ${seed}), control API below ${sandbox.url}/_sandbox/`;
  process.stdout.write(`${[where, ...credentials.map((line) => `  ${line}`)].join('\n')}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
