import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Counter, Gauge, Histogram } from 'prom-client';
import { inWork } from './current-work.js';

/** Set by `@Interval`, `@Cron` and `@Timeout` on the method. */
const SCHEDULER_TYPE = 'SCHEDULER_TYPE';

/** Set by `@Interval` beside it: `{ timeout }` in milliseconds. */
const SCHEDULE_INTERVAL_OPTIONS = 'SCHEDULE_INTERVAL_OPTIONS';

const duration = new Histogram({
  name: 'job_duration_seconds',
  help: 'Time that a scheduled job took',
  labelNames: ['schedule'] as const,
  buckets: [0.005, 0.05, 0.5, 2, 10, 60],
});

const lastEnd = new Gauge({
  name: 'job_last_end_timestamp_seconds',
  help: 'When a scheduled job ended last, failed or not',
  labelNames: ['schedule'] as const,
});

const interval = new Gauge({
  name: 'job_interval_seconds',
  help: 'How often a scheduled job is due: its last end may be as old as that',
  labelNames: ['schedule'] as const,
});

const failures = new Counter({
  name: 'job_failures_total',
  help: 'Scheduled jobs that ended with an exception which they did not handle',
  labelNames: ['schedule'] as const,
});

type Method = (...args: unknown[]) => unknown;

/**
 * Makes every scheduled method a piece of work with its name and a correlation of its own, so that its log lines belong
 * together, and measures it. Call it before the application is initialised: Nest looks for schedules then.
 */
export function nameJobs(app: INestApplication): string[] {
  const named: string[] = [];
  for (const instance of instancesOf(app)) {
    for (const name of scheduledMethodsOf(instance)) {
      const job = `${instance.constructor.name}.${name}`;
      const method = (instance as Record<string, Method>)[name]!;
      const due = Reflect.getMetadata(SCHEDULE_INTERVAL_OPTIONS, method) as { timeout: number } | undefined;
      if (due !== undefined) interval.set({ schedule: job }, due.timeout / 1_000);
      (instance as Record<string, Method>)[name] = asJob(job, instance, method);
      named.push(job);
    }
  }
  return named;
}

function asJob(job: string, instance: object, method: Method): Method {
  const work = async (...args: unknown[]): Promise<unknown> => {
    const end = duration.startTimer({ schedule: job });
    try {
      return await inWork({ job, correlationId: `${job} ${randomUUID()}` }, () => method.apply(instance, args));
    } catch (error) {
      failures.inc({ schedule: job });
      throw error;
    } finally {
      end();
      lastEnd.set({ schedule: job }, Date.now() / 1_000);
    }
  };
  for (const key of Reflect.getMetadataKeys(method))
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), work);
  return work;
}

function instancesOf(app: INestApplication): object[] {
  const wrappers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.providers.values(),
    ...module.controllers.values(),
  ]);
  const instances = wrappers
    .filter((wrapper) => wrapper.isDependencyTreeStatic())
    .map(({ instance }): unknown => instance)
    .filter((instance): instance is object => typeof instance === 'object' && instance !== null);
  return [...new Set(instances)];
}

function scheduledMethodsOf(instance: object): string[] {
  const prototype = Object.getPrototypeOf(instance) as object | null;
  if (prototype === null || prototype === Object.prototype) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([, { value }]) => typeof value === 'function' && Reflect.hasMetadata(SCHEDULER_TYPE, value as object))
    .map(([name]) => name);
}
