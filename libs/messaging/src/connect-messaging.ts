import { Readiness } from '@connector/platform';
import type { INestApplication } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { ParkedMessages } from './parking/parked-messages.js';
import { PassThroughFilter } from './transport/pass-through.filter.js';
import { Publisher } from './transport/publisher.js';
import { RabbitServer } from './transport/rabbit-server.js';

/** Attaches the consumers to an application that serves HTTP too, and makes its readiness depend on them. */
export function connectMessaging(app: INestApplication): RabbitServer {
  const publisher = app.get(Publisher);
  const server = new RabbitServer(
    app.get<MessagingOptions>(MESSAGING_OPTIONS),
    publisher,
    app.get(DataSource),
    app.get(OutboxRelay),
    app.get(ParkedMessages),
  );
  const microservice = app.connectMicroservice(
    { strategy: server },
    { inheritAppConfig: false, deferInitialization: true },
  ) as NestMicroservice;
  microservice.useGlobalFilters(new PassThroughFilter());
  // what Nest does at once without `deferInitialization`, when it is too late for a filter
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
  app.get(Readiness).onDrain(() => server.drain());
  app.get(Readiness).register({
    name: 'rabbitmq',
    check: async () => (server.isConsuming() ? publisher.trouble() : 'is not connected'),
  });
  return server;
}
