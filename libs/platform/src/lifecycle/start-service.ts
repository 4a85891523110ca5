import { setTimeout as wait } from 'node:timers/promises';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ClassConstructor } from 'class-transformer';
import { Logger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import type { ServiceDatabase } from '../database/service-database.js';
import { waitForDatabase } from '../database/wait-for-database.js';
import { readEnvironment } from '../environment/environment.js';
import type { ServiceEnvironment } from '../environment/service-environment.js';
import { Readiness } from '../health/readiness.js';
import { measureProcess } from '../metrics/process-metrics.js';
import { shiftAppClock } from '../time/shift-app-clock.js';
import { startTracing } from '../tracing/start-tracing.js';
import { nameJobs } from '../work/name-jobs.js';
import { runProgram } from './run-program.js';

/** How long a stop may take before it is forced; below the pod's grace time. */
const STOP_WITHIN_MS = 25_000;

/**
 * Starts a service: environment, database, application, consumers, HTTP. Waits for a database or a broker that is away and
 * says so. On SIGTERM it is no longer ready and takes no message more, finishes what is under way, answers HTTP for the few
 * seconds that a load balancer needs to look elsewhere, and ends.
 */
export async function startService<E extends ServiceEnvironment>(
  name: string,
  environmentClass: ClassConstructor<E>,
  database: ServiceDatabase,
  moduleFor: (environment: E) => DynamicModule,
  attach: (app: INestApplication, environment: E) => unknown,
): Promise<void> {
  await runProgram(name, async () => {
    const environment = readEnvironment(environmentClass);
    const stopTracing = await startTracing(name);
    measureProcess();
    await waitForDatabase(environment.DATABASE_URL, database.schema, (line) =>
      process.stderr.write(`${name}: ${line}\n`),
    );
    const app = await NestFactory.create(moduleFor(environment), { bufferLogs: true, abortOnError: false });
    app.useLogger(app.get(Logger));
    await shiftAppClock(app.get(DataSource), database.schema, environment);
    attach(app, environment);
    nameJobs(app);
    stopOnSignal(name, app, environment.HTTP_DRAIN_SECONDS, stopTracing);
    await app.listen(environment.HTTP_PORT, environment.HTTP_HOST);
    announce(name, 'listening', { url: await app.getUrl() });
    await app.startAllMicroservices();
    announce(name, 'consuming', { afterMs: Math.round(performance.now()) });
  });
}

/** Said whatever the log level is. */
function announce(service: string, message: string, fields: object): void {
  const time = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ level: 'info', time, service, message, ...fields })}\n`);
}

function stopOnSignal(
  name: string,
  app: INestApplication,
  httpDrainSeconds: number,
  stopTracing: () => Promise<void>,
): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const drained = app.get(Readiness).startDraining();
    setTimeout(() => {
      process.stderr.write(`${name}: stopped by force after ${STOP_WITHIN_MS / 1_000} s\n`);
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    await Promise.all([drained, wait(httpDrainSeconds * 1_000)]);
    await app.close();
    await stopTracing();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}
