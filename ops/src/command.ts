import { EnvironmentError } from '@connector/platform';

/** A command of the operator; it prints its result and throws what went wrong. */
export type Command = (words: readonly string[]) => Promise<void>;

/** An environment variable that a command cannot do without. @throws EnvironmentError */
export function variable(name: string, meaning: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new EnvironmentError(`${name} is missing: ${meaning}`);
  return value;
}
