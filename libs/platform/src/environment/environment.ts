import { readFileSync } from 'node:fs';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';

/** The environment does not allow a start. The message names variables and rules, never values. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads and validates the variables that a class names with class-validator decorators.
 * `NAME_FILE` in place of `NAME` names a file that holds the value (mounted secrets).
 * @throws EnvironmentError with one line that names every variable that is missing or wrong
 */
export function readEnvironment<T extends object>(
  type: ClassConstructor<T>,
  source: NodeJS.ProcessEnv = process.env,
): T {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && value !== '') values[name] = value;
  }
  for (const [name, path] of Object.entries(values)) {
    if (!name.endsWith('_FILE') || KEPT_AS_PATH.has(name)) continue;
    // an empty file is no value, as an empty variable is none
    const secret = readSecret(name, path);
    if (secret !== '') values[name.slice(0, -'_FILE'.length)] ??= secret;
  }
  const environment = plainToInstance(type, values, { enableImplicitConversion: true, exposeDefaultValues: true });
  const faults = validateSync(environment, { skipMissingProperties: false, forbidUnknownValues: true });
  if (faults.length > 0) {
    const lines = faults.map((fault) => `${fault.property}: ${Object.values(fault.constraints ?? {}).join(', ')}`);
    throw new EnvironmentError(`The environment is not complete. ${lines.join('; ')}`);
  }
  return environment;
}

/** Variables whose value is a path that the service itself reads (again and again), not a secret behind a path. */
const KEPT_AS_PATH = new Set(['KEY_RING_FILE']);

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new EnvironmentError(`The environment is not complete. ${name}: the file cannot be read`);
  }
}
