import { readFileSync } from 'node:fs';
import { EnvironmentError } from './environment.js';

/**
 * One variable of a program that needs no more: its value, or the content of the file that `NAME_FILE` names (a mounted secret).
 * Undefined where neither is given.
 * @throws EnvironmentError when the file cannot be read
 */
export function optionalVariable(name: string, source: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = source[name] ?? '';
  const path = source[`${name}_FILE`] ?? '';
  if (value !== '') return value;
  if (path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new EnvironmentError(`The environment is not complete. ${name}_FILE: the file cannot be read`);
  }
}

/** @throws EnvironmentError that says what the variable must be, when it is missing */
export function requiredVariable(name: string, meaning: string, source: NodeJS.ProcessEnv = process.env): string {
  const value = optionalVariable(name, source);
  if (value === undefined) throw new EnvironmentError(`The environment is not complete. ${name}: must be ${meaning}`);
  return value;
}
