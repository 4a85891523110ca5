import { pino, type DestinationStream } from 'pino';

const GATHERED_BYTES = 4_096;
const GATHERED_MS = 100;
/** pino's number of `warn` */
const WARN = 40;

/**
 * Writes lines a tenth of a second at a time, because a write for each is a twentieth of what a message costs. What warns is
 * written at once with all that came before it; the rest at the latest when the process exits.
 */
export function gatheredOutput(dest: number = process.stdout.fd): DestinationStream {
  const output = pino.destination({ dest, sync: false, minLength: GATHERED_BYTES, periodicFlush: GATHERED_MS });
  return {
    // pino then says the level of the line that it writes
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string): void {
      output.write(line);
      if (this.lastLevel >= WARN) output.flushSync();
    },
  } as DestinationStream & { readonly lastLevel: number };
}
