import { EnvironmentError } from '../environment/environment.js';
import { describeFailure, describeWithStack } from '../failure/describe-failure.js';

/**
 * Runs a program's start. When it fails there is one clear line on standard error and exit code 1 (78 for a wrong
 * environment); a stack follows only for what nobody expected, with LOG_LEVEL=debug.
 */
export async function runProgram(name: string, start: () => Promise<void>): Promise<void> {
  process.on('unhandledRejection', (reason) => stop(name, reason));
  process.on('uncaughtException', (error) => stop(name, error));
  try {
    await start();
  } catch (error) {
    stop(name, error);
  }
}

function stop(name: string, error: unknown): never {
  const expected = error instanceof EnvironmentError;
  process.stderr.write(`${name}: ${expected ? error.message : describeFailure(error)}\n`);
  if (!expected && process.env['LOG_LEVEL'] === 'debug' && error instanceof Error)
    process.stderr.write(`${describeWithStack(error)}\n`);
  process.exit(expected ? 78 : 1);
}
