import { contractNamed } from '@connector/contracts';
import { ContractBroken, traceparent } from '@connector/platform';
import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { Envelope } from '../outbox/enqueue.js';
import { messageText } from '../outbox/message-text.js';
import { exchangeOf } from '../topology/names.js';
import { uuidV7 } from '../uuid-v7.js';
import { Publisher } from './publisher.js';

/** What a client sends: a body, and what is on the envelope beside the contract's name. */
export interface Outgoing<Body extends object = object> {
  readonly body: Body;
  readonly envelope: Envelope;
  /** now, unless something else is told of */
  readonly occurredAt?: Date;
}

/** Where the client sends to, and as whom. */
export interface RabbitClientOptions {
  readonly amqpUrl: string;
  /** as which the broker lists the connection */
  readonly name: string;
}

/**
 * The sending side of the transport as Nest knows it, for programs that have no database to commit to: tools, tests, a bridge.
 * `emit(contract.name, { body, envelope })` completes when the broker has the message in a queue, and fails when it has not
 * ({@link Publisher.publish}) or when the message breaks its contract. The services do not use it: what they tell belongs to a
 * commit, and goes by `enqueue` (docs/decisions/0003).
 */
export class RabbitClient extends ClientProxy {
  private readonly publisher: Publisher;
  private opened: Promise<void> | undefined;

  constructor(options: RabbitClientOptions) {
    super();
    this.publisher = new Publisher({ amqpUrl: options.amqpUrl, service: options.name });
  }

  /** Waits for a broker that is away. */
  async connect(): Promise<void> {
    this.opened ??= this.publisher.onModuleInit();
    await this.opened;
    await this.publisher.connected();
  }

  async close(): Promise<void> {
    await this.publisher.onApplicationShutdown();
    this.opened = undefined;
  }

  unwrap<T>(): T {
    return this.publisher as T;
  }

  /** Not offered: an answer comes as a message of its own, which a handler takes, however much later and after however many restarts. */
  override send<Result>(_pattern: unknown, _data: unknown): Observable<Result> {
    return throwError(() => notAnswered());
  }

  protected override publish(): never {
    throw notAnswered();
  }

  protected override async dispatchEvent<T>({ pattern, data }: ReadPacket<Outgoing>): Promise<T> {
    const contract = contractNamed(String(pattern));
    if (contract === undefined) throw new ContractBroken('unknown_type', `There is no message ${String(pattern)}`);
    const { body, envelope, occurredAt = new Date() } = data;
    const trace = traceparent();
    await this.publisher.publish({
      exchange: exchangeOf(contract),
      routingKey: contract.name,
      messageId: envelope.messageId ?? uuidV7(),
      type: contract.name,
      correlationId: envelope.correlationId,
      connectionId: envelope.connectionId,
      occurredAt,
      content: Buffer.from(messageText(contract, body, envelope.correlationId)),
      headers: trace === undefined ? {} : { traceparent: trace },
    });
    return undefined as T;
  }
}

function notAnswered(): Error {
  return new Error('A command is answered by a message of its own: emit it, and handle the answer');
}
