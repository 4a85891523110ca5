import { subscriptions, type ServiceName } from '@connector/contracts';
import { EnvironmentError, optionalVariable } from '@connector/platform';

/** A command of the operator; it prints its result and throws what went wrong. */
export type Command = (words: readonly string[]) => Promise<void>;

/** An environment variable, or the file that NAME_FILE names, that a command cannot do without. @throws EnvironmentError */
export function variable(name: string, meaning: string): string {
  const value = optionalVariable(name);
  if (value === undefined) throw new EnvironmentError(`${name} is missing: ${meaning}`);
  return value;
}

/** @throws EnvironmentError that names the services that there are */
export function serviceNamed(name: string): ServiceName {
  if (Object.hasOwn(subscriptions, name)) return name as ServiceName;
  throw new EnvironmentError(`SERVICE must be one of ${Object.keys(subscriptions).join(', ')}`);
}
