import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const RESTART_AFTER_MS = 500;
const STOP_WITHIN_MS = 20_000;

export interface ProcessPlan {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
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
    const { name, script, env } = this.plan;
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout.pipe(this.log, { end: false });
    child.stderr.pipe(this.log, { end: false });
    child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.restarts += 1;
      this.say(`${name} ended (${signal ?? `exit code ${code ?? '?'}`}) and is started again`);
      setTimeout(() => {
        if (!this.stopping) this.start();
      }, RESTART_AFTER_MS);
    });
  }

  /** Kills it as a machine would that loses power. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, wait(STOP_WITHIN_MS, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
    }
    this.log.end();
  }
}
