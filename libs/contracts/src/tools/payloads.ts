import type { ClassConstructor } from 'class-transformer';
import { AmazonOrderPersonalDataV1 } from '../amazon/order-personal-data.v1.js';
import { amazonOrderUpdatedV1 } from '../amazon/order-updated.v1.js';
import { allContracts, type Contract } from '../contract.js';
import { ensureExactDebtorV1, ExactDebtorPersonalDataV1 } from '../exact/debtor-ensure.v1.js';

/** A JSON text that travels between services: the body of a message, or what is sealed in a field of it. */
export interface Payload {
  /** name of the schema's file: the contract's, and for a sealed field `<contract>.<field>` */
  readonly name: string;
  readonly body: ClassConstructor<object>;
  readonly summary: string;
  readonly example?: object;
}

/** Sealed fields hold JSON of a class of their own: sender and receiver must agree on it as on any message. */
const sealed: readonly Payload[] = [
  sealedPart(amazonOrderUpdatedV1, 'personalData', AmazonOrderPersonalDataV1),
  sealedPart(ensureExactDebtorV1, 'personalData', ExactDebtorPersonalDataV1),
];

/** All that has a schema, by name. */
export function allPayloads(contracts: readonly Contract[] = allContracts()): Payload[] {
  return [...contracts, ...sealed].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sealedPart<Body extends object>(
  contract: Contract<Body>,
  field: keyof Body & string,
  body: ClassConstructor<object>,
): Payload {
  return { name: `${contract.name}.${field}`, body, summary: `What is sealed in ${field} of ${contract.name}.` };
}
