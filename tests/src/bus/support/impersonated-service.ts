import { subscriptions, type Contract } from '@connector/contracts';
import {
  connectMessaging,
  Delivered,
  enqueue,
  Inbox,
  MessageBody,
  MessagingModule,
  OnMessage,
  ParkedMessages,
  UnitOfWork,
  uuidV7,
  type Delivery,
} from '@connector/messaging';
import { PlatformModule, Readiness, readEnvironment, ServiceEnvironment } from '@connector/platform';
import { Controller, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import type { EntityManager } from 'typeorm';
import { RETRY_DELAYS_MS, SERVICE, database, type Bus } from './bus.js';

/** The tenant of all messages of the tests. */
export const CONNECTION_ID = '019ab0c2-7a00-7000-8000-00000000c0de';

/** Opens the operator's API of the impersonated service. */
export const OPERATOR_TOKEN = 'token-of-the-operator';

const MESSAGES_A_TRANSACTION = 50;

export type Handler = (delivery: Delivery, body: object) => Promise<unknown>;

/** A service that has handlers for all its messages and nothing else. */
export interface ImpersonatedService {
  readonly app: INestApplication;
  readonly parked: ParkedMessages;
  /** what a message of this contract does from now on; before, it takes effect once */
  on(contract: object, handler: Handler): void;
  /** the effect of a message, once: a row, committed with the message's id */
  takeEffect(delivery: Delivery): Promise<'handled' | 'duplicate'>;
  /** every delivery so far, in the order of their coming */
  deliveriesOf(messageId: string): readonly Delivery[];
  /** how many of them have ended, well or not: their effect is committed or will never be */
  endedOf(messageId: string): number;
  /** one transaction; its messages leave after the commit */
  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T>;
  /** commits one message to the outbox; the body is the contract's example unless another is given */
  send<Body extends object>(contract: Contract<Body>, body?: Body): Promise<string>;
  /** commits so many messages, with the contract's example, fifty a transaction; their ids in order */
  sendMany(contract: Contract, count: number): Promise<string[]>;
  /** what keeps the service from being ready, by name */
  troubles(): Promise<Record<string, string>>;
  /** takes nothing more, finishes what is under way and ends */
  stop(): Promise<void>;
}

/** The part of the bus that a service needs. */
export type ServedBy = { readonly infrastructure: Pick<Bus['infrastructure'], 'databaseUrlFor' | 'adminAmqpUrl'> };

export interface Impersonation {
  /** another way to the broker than the direct one */
  readonly amqpUrl?: string;
  /** handlers that are not there: a mistake in the wiring */
  readonly without?: readonly object[];
}

/** Starts the service as its program does. Resolves when it consumes. */
export async function impersonate(bus: ServedBy, impersonation: Impersonation = {}): Promise<ImpersonatedService> {
  const service = await createService(bus, impersonation);
  try {
    await service.app.startAllMicroservices();
  } catch (error) {
    await service.stop();
    throw error;
  }
  return service;
}

/** The same without its start: for a broker that is away. */
export async function createService(
  bus: ServedBy,
  { amqpUrl = bus.infrastructure.adminAmqpUrl, without = [] }: Impersonation = {},
): Promise<ImpersonatedService> {
  const handlers = new Map<object, Handler>();
  const deliveries: Delivery[] = [];
  const ended: string[] = [];
  const contracts = Object.values(subscriptions[SERVICE]).flat();
  const listeners = contracts
    .filter((contract) => !without.includes(contract))
    .map((contract) =>
      listenerOf(contract, async (delivery, body) => {
        deliveries.push(delivery);
        try {
          await (handlers.get(contract) ?? takeEffect)(delivery, body);
        } finally {
          ended.push(delivery.messageId);
        }
      }),
    );
  const app = await NestFactory.create(moduleOf(listeners, bus.infrastructure.databaseUrlFor(SERVICE), amqpUrl), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  connectMessaging(app);
  await app.init();
  const takeEffect = (delivery: Delivery): Promise<'handled' | 'duplicate'> =>
    app.get(Inbox).once('bus-suite', delivery, async (tx) => {
      await tx.query('INSERT INTO amazon_gateway.effect (message_id) VALUES ($1)', [delivery.messageId]);
    });
  const transaction = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => app.get(UnitOfWork).run(work);
  return {
    app,
    parked: app.get(ParkedMessages),
    on: (contract, handler) => void handlers.set(contract, handler),
    takeEffect,
    deliveriesOf: (messageId) => deliveries.filter((delivery) => delivery.messageId === messageId),
    endedOf: (messageId) => ended.filter((id) => id === messageId).length,
    transaction,
    send: (contract, body = contract.example) => transaction((tx) => enqueue(tx, contract, body, envelope())),
    sendMany: async (contract, count) => {
      const sent: string[] = [];
      while (sent.length < count)
        await transaction(async (tx) => {
          const many = Math.min(MESSAGES_A_TRANSACTION, count - sent.length);
          for (let index = 0; index < many; index++)
            sent.push(await enqueue(tx, contract, contract.example, envelope()));
        });
      return sent;
    },
    troubles: () => app.get(Readiness).troubles(),
    stop: () => app.close(),
  };
}

/** An envelope for the outbox: the tenant, and a correlation of its own. */
export function envelope(): { connectionId: string; correlationId: string } {
  return { connectionId: CONNECTION_ID, correlationId: uuidV7() };
}

function moduleOf(listeners: Type[], databaseUrl: string, amqpUrl: string) {
  const environment = readEnvironment(ServiceEnvironment, {
    DATABASE_URL: databaseUrl,
    AMQP_URL: amqpUrl,
    KEY_RING_FILE: 'none',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  });
  class AppModule {}
  return {
    module: AppModule,
    imports: [
      PlatformModule.forService(SERVICE, environment, database),
      MessagingModule.forService({
        service: SERVICE,
        amqpUrl,
        prefetch: 50,
        retryDelaysMs: RETRY_DELAYS_MS,
        operatorToken: OPERATOR_TOKEN,
      }),
    ],
    controllers: listeners,
  };
}

function listenerOf(contract: Contract, handle: Handler): Type {
  @Controller()
  class Listener {
    @OnMessage(contract)
    async on(@MessageBody(contract) body: object, @Delivered() delivery: Delivery): Promise<void> {
      await handle(delivery, body);
    }
  }
  return Listener;
}
