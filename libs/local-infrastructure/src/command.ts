import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program and gives what it printed. @throws Error with its own word of the error */
export async function command(
  program: string,
  args: readonly string[],
  options: { timeoutMs?: number; env?: NodeJS.ProcessEnv; input?: string; cwd?: string } = {},
): Promise<string> {
  try {
    const running = run(program, [...args], {
      timeout: options.timeoutMs ?? 30_000,
      env: { ...process.env, ...options.env },
      cwd: options.cwd,
      maxBuffer: 10_000_000,
    });
    running.child.stdin?.end(options.input);
    return (await running).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const words = stderr?.trim().split('\n') ?? [];
    throw new Error(words.find((line) => /error/i.test(line)) ?? words.at(-1) ?? message, { cause: error });
  }
}
