import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A process that is started again need not be compiled again. */
const COMPILE_CACHE = join(tmpdir(), 'connector-compiled');
const RESTART_AFTER_MS = 500;
const STOP_WITHIN_MS = 20_000;

export interface ProcessPlan {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** a module that is loaded before the script, and may be sent messages */
  readonly preload?: string;
  /** takes what the preloaded module sends */
  readonly hear?: ((name: string, message: unknown) => void) | undefined;
}

/** A Node process that is started again when it dies, as Kubernetes does with a pod; what it writes goes to its log file. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly log: WriteStream;
  /** how often it had to be started again */
  restarts = 0;

  constructor(
    private readonly plan: ProcessPlan,
    private readonly say: (line: string) => void,
  ) {
    this.log = createWriteStream(plan.logFile, { flags: 'a' });
  }

  get name(): string {
    return this.plan.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    this.stopping = false;
    const { name, script, env, preload, hear } = this.plan;
    const before = preload === undefined ? [] : ['--import', preload];
    const child = spawn(process.execPath, ['--enable-source-maps', ...before, script], {
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(preload === undefined ? [] : ['ipc' as const])],
    });
    this.child = child;
    child.stdout?.pipe(this.log, { end: false });
    child.stderr?.pipe(this.log, { end: false });
    if (hear !== undefined) child.on('message', (message) => hear(name, message));
    child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.restarts += 1;
      // Ctrl-C reaches the processes too, at the same moment as whoever stops them
      setTimeout(() => {
        if (this.stopping) return;
        this.say(`${name} ended (${signal ?? `exit code ${code ?? '?'}`}) and is started again`);
        this.start();
      }, RESTART_AFTER_MS);
    });
  }

  /** Tells the preloaded module something. False: there is nobody to tell at this moment. */
  tell(message: object): boolean {
    // it may end at this very moment: then there is nobody to tell
    return this.child?.connected === true && this.child.send(message, () => undefined);
  }

  /** Asks it to end, as Kubernetes does before it removes a pod, and gives its exit code; then it is started again. */
  async terminate(): Promise<number | null> {
    const { child } = this;
    if (child === undefined) throw new Error(`${this.plan.name} does not run`);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
  }

  /** From now on an end is no accident: it is not started again. */
  letEnd(): void {
    this.stopping = true;
  }

  /** Kills it as a machine would that loses power. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** Ends it, and leaves it so until it is told to start. */
  async rest(): Promise<void> {
    this.letEnd();
    const { child } = this;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, wait(STOP_WITHIN_MS, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
    }
  }

  async stop(): Promise<void> {
    await this.rest();
    this.log.end();
  }
}
