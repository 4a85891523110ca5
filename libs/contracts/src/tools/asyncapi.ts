import type { Contract } from '../contract.js';
import type { ServiceName, Subscriptions } from '../topology.js';
import type { JsonSchema } from './json-schema.js';
import { envelopeHeaders, envelopeProperties } from './message-envelope.js';

type Topology = Readonly<Record<string, Subscriptions>>;
type Json = Readonly<Record<string, unknown>>;

const ref = (pointer: string): Json => ({ $ref: `#/${pointer}` });
const fields = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries(entries);

/** The service that publishes a message: events come from their owner, commands from the one that decides. */
export function senderOf({ name, kind }: Pick<Contract, 'name' | 'kind'>): ServiceName {
  if (kind === 'command' || name.startsWith('sync.')) return 'sync-core';
  return name.startsWith('amazon.') ? 'amazon-gateway' : 'exact-gateway';
}

/** An AsyncAPI 3.0 document: two exchanges, a queue for each service and lane, who sends and receives what. */
export function asyncApiDocument(
  contracts: readonly Contract[],
  topology: Topology,
  schemaOf: (contract: Contract) => JsonSchema,
): Json {
  const queues = Object.entries(topology).flatMap(([service, lanes]) =>
    Object.entries(lanes).map(([lane, bound]) => ({ service, lane, name: `${service}.${lane}`, bound })),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Amazon – Exact Online connector',
      version: '1.0.0',
      description:
        'Messages between amazon-gateway, exact-gateway and sync-core. The name of a message is its routing key and its AMQP type. Generated from libs/contracts; do not edit.',
    },
    defaultContentType: 'application/json',
    servers: {
      rabbitmq: {
        host: '{host}',
        protocol: 'amqp',
        description: 'RabbitMQ 3.10 or newer; each service has a user of its own.',
        variables: { host: { default: 'localhost:5672', description: 'host and port, from AMQP_URL' } },
      },
    },
    channels: {
      ...fields(
        (['events', 'commands'] as const).map((exchange) => [exchange, exchangeChannel(exchange, contracts)] as const),
      ),
      ...fields(queues.map((queue) => [queue.name, queueChannel(queue)] as const)),
    },
    operations: {
      ...fields(Object.keys(topology).flatMap((service) => sendOperations(service, contracts))),
      ...fields(queues.map(({ name, bound }) => [`${name}.receive`, operation('receive', name, bound)] as const)),
    },
    components: {
      messages: fields(contracts.map((contract) => [contract.name, message(contract)] as const)),
      schemas: fields(
        contracts.map((contract) => [contract.name, embedded(contract.name, schemaOf(contract))] as const),
      ),
    },
  };
}

function exchangeChannel(exchange: 'events' | 'commands', contracts: readonly Contract[]): Json {
  return {
    address: exchange,
    title: `Exchange ${exchange}`,
    messages: messageRefs(contracts.filter(({ kind }) => `${kind}s` === exchange)),
    bindings: {
      amqp: {
        is: 'routingKey',
        exchange: { name: exchange, type: 'topic', durable: true, autoDelete: false },
        bindingVersion: '0.3.0',
      },
    },
  };
}

function queueChannel({
  service,
  lane,
  name,
  bound,
}: {
  service: string;
  lane: string;
  name: string;
  bound: readonly Contract[];
}): Json {
  return {
    address: name,
    title: `Queue ${name}`,
    description: `What ${service} takes in its lane "${lane}": a quorum queue, bound by the names of its messages.`,
    messages: messageRefs(bound),
    bindings: {
      amqp: {
        is: 'queue',
        queue: { name, durable: true, exclusive: false, autoDelete: false },
        bindingVersion: '0.3.0',
      },
    },
  };
}

function sendOperations(service: string, contracts: readonly Contract[]): (readonly [string, Json])[] {
  return (['event', 'command'] as const).flatMap((kind) => {
    const sent = contracts.filter((contract) => contract.kind === kind && senderOf(contract) === service);
    if (sent.length === 0) return [];
    return [[`${service}.send.${kind}s`, operation('send', `${kind}s`, sent)] as const];
  });
}

function operation(action: 'send' | 'receive', channel: string, messages: readonly Contract[]): Json {
  return {
    action,
    channel: ref(`channels/${channel}`),
    messages: messages.map(({ name }) => ref(`channels/${channel}/messages/${name}`)),
    bindings: {
      amqp:
        action === 'send'
          ? { deliveryMode: 2, mandatory: true, bindingVersion: '0.3.0' }
          : { ack: true, bindingVersion: '0.3.0' },
    },
  };
}

function messageRefs(contracts: readonly Contract[]): Json {
  return fields(contracts.map(({ name }) => [name, ref(`components/messages/${name}`)] as const));
}

function message(contract: Contract): Json {
  return {
    name: contract.name,
    title: contract.name,
    summary: contract.summary,
    tags: [{ name: contract.kind }],
    contentType: 'application/json',
    headers: envelopeHeaders,
    correlationId: { location: '$message.header#/correlationId', description: 'the order, item or run' },
    payload: ref(`components/schemas/${contract.name}`),
    bindings: { amqp: { messageType: contract.name, bindingVersion: '0.3.0' } },
    examples: [{ name: contract.name, payload: contract.example }],
    'x-amqp-properties': envelopeProperties,
  };
}

/** Definitions are found from the document's root once the schema is a part of it. */
function embedded(name: string, { $schema: _dialect, $id: _id, ...schema }: JsonSchema): Json {
  const home = `"#/components/schemas/${name}/$defs/`;
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', home)) as Json;
}
