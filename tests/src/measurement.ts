import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

/** Processes that wanted a core in the last minute, before the measurement: above the number of cores its times say little. */
const load = loadavg()[0]!;

/** What the commands share that measure something. */
export interface Measurement<Name extends string> {
  /** what was asked for; by default what the command names */
  readonly asked: Readonly<Record<Name, number>>;
  /** prints a line with the seconds since the start */
  readonly say: (line: string) => void;
  /** rejects when somebody stops the command from now on, so that it can take its servers away */
  readonly interrupted: () => Promise<never>;
  /** keeps what was found, and on which machine, where a file is asked for by `--json` */
  readonly keep: (found: object) => void;
}

/** Reads the command line, whose options are numbers; with `--help` it prints the help and ends the process. */
export function measurement<Name extends string>(
  help: string,
  defaults: Readonly<Record<Name, number>>,
): Measurement<Name> {
  const started = Date.now();
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  }) as { values: Partial<Record<string, string | boolean>> };
  if (values['help'] === true) {
    process.stdout.write(help);
    process.exit(0);
  }
  const asked = Object.fromEntries(names.map((name) => [name, numberOf(name, values[name], defaults[name])])) as Record<
    Name,
    number
  >;
  return {
    asked,
    say: (line) =>
      void process.stdout.write(`${`${Math.round((Date.now() - started) / 1_000)} s`.padStart(6)}  ${line}\n`),
    interrupted,
    keep: (found) => {
      if (typeof values['json'] !== 'string') return;
      const machine = { cores: cpus().length, load, node: process.version };
      writeFileSync(values['json'], `${JSON.stringify({ ...found, asked, machine }, undefined, 2)}\n`);
    },
  };
}

function numberOf(name: string, given: string | boolean | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (given !== '' && Number.isFinite(number) && number >= 0) return number;
  process.stderr.write(`--${name}: ${String(given)} is no number; see --help\n`);
  process.exit(64);
}

function interrupted(): Promise<never> {
  const stopped = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
  });
  stopped.catch(() => undefined);
  return stopped;
}
