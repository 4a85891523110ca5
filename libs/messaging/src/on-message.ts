import type { Contract } from '@connector/contracts';
import { ContractBroken } from '@connector/platform';
import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { DeliveryContext } from './delivery.js';
import { surelyMeetsRules } from './known-rules.js';
import { instanceOf } from './known-shapes.js';

/** Tells Nest which handlers belong to our transport. */
export const RABBIT_TRANSPORT = Symbol('rabbitmq');

/** The method handles this message. One method a message and service; the start-up check proves that none is missing. */
export function OnMessage(contract: Contract | { readonly name: string }): MethodDecorator {
  return EventPattern(contract.name, RABBIT_TRANSPORT) as MethodDecorator;
}

/** The validated body of the message; fields that the contract does not know are dropped. */
export function MessageBody<Body extends object>(contract: Contract<Body>): ParameterDecorator {
  return Payload(new ContractPipe(contract));
}

/** The {@link Delivery}: envelope and attempt. */
export const Delivered = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToRpc().getContext<DeliveryContext>().delivery,
);

class ContractPipe<Body extends object> implements PipeTransform<unknown, Body> {
  constructor(private readonly contract: Contract<Body>) {}

  transform(value: unknown): Body {
    return validated(this.contract, value);
  }
}

/**
 * The body as an instance of the contract's class.
 * @throws ContractBroken naming the fields that are wrong, never their values
 */
export function validated<Body extends object>(contract: Contract<Body>, value: unknown): Body {
  return validatedAs(contract.body, contract.name, value);
}

/** The same for a part of a message that travels sealed: `what` names it in the error. */
export function validatedAs<T extends object>(type: ClassConstructor<T>, what: string, value: unknown): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ContractBroken('contract_broken', `${what}: no JSON object`);
  }
  const instance = instanceOf(type, value) ?? plainToInstance(type, value);
  if (surelyMeetsRules(instance)) return instance;
  const faults = validateSync(instance, { whitelist: true, forbidUnknownValues: true });
  if (faults.length > 0) throw new ContractBroken('contract_broken', `${what}: ${paths(faults).join('; ')}`);
  return instance;
}

function paths(faults: readonly ValidationError[], parent = ''): string[] {
  return faults.flatMap(({ property, constraints, children }) => [
    ...Object.keys(constraints ?? {}).map((rule) => `${parent}${property} (${rule})`),
    ...paths(children ?? [], `${parent}${property}.`),
  ]);
}
