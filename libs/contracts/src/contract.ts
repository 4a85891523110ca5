import type { ClassConstructor } from 'class-transformer';

/** An *event* tells what happened, in the past tense, to whoever listens. A *command* asks one service to do something, in the imperative. */
export type ContractKind = 'event' | 'command';

/**
 * One message in one version: its name, the class that validates its body, and an example.
 * The name is the routing key, the AMQP `type` property and the name of the file.
 */
export interface Contract<Body extends object = object> {
  /** `<owner>.<thing>.<what>.v<N>` */
  readonly name: string;
  readonly kind: ContractKind;
  /** class-validator class of the body; its name ends in the version, because JSON Schemas are keyed by class name */
  readonly body: ClassConstructor<Body>;
  /** one sentence: when it is sent and what the receiver may conclude */
  readonly summary: string;
  /** a valid body with invented data, used in the generated documents and in tests on both sides */
  readonly example: Body;
}

const NAME = /^(amazon|exact|sync)(\.[a-z]+(-[a-z]+)*){2}\.v[1-9]\d*$/;

const registered = new Map<string, Contract>();

/** Declares a message that tells what happened. */
export function event<Body extends object>(
  name: string,
  body: ClassConstructor<Body>,
  description: { summary: string; example: Body },
): Contract<Body> {
  return register({ name, kind: 'event', body, ...description });
}

/** Declares a message that asks its one receiver to do something. Its `messageId` is the command's id in every answer. */
export function command<Body extends object>(
  name: string,
  body: ClassConstructor<Body>,
  description: { summary: string; example: Body },
): Contract<Body> {
  return register({ name, kind: 'command', body, ...description });
}

/** The contract of that name, if this version of the code knows it. */
export function contractNamed(name: string): Contract | undefined {
  return registered.get(name);
}

/** Every contract that this version of the code knows, by name. */
export function allContracts(): readonly Contract[] {
  return [...registered.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function register<Body extends object>(contract: Contract<Body>): Contract<Body> {
  if (!NAME.test(contract.name)) {
    throw new Error(
      `Contract "${contract.name}": a name is <owner>.<thing>.<what>.v<N>, for example amazon.order.updated.v1`,
    );
  }
  if (registered.has(contract.name)) throw new Error(`Contract "${contract.name}" is declared twice`);
  const frozen = Object.freeze(contract);
  registered.set(contract.name, frozen);
  return frozen;
}
