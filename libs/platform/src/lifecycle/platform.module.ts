import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Options } from 'pino-http';
import { databaseOptions, type ServiceDatabase } from '../database/service-database.js';
import type { ServiceEnvironment } from '../environment/service-environment.js';
import { DatabaseReadiness } from '../health/database-readiness.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { gatheredOutput } from '../logging/gathered-output.js';
import { loggingOptions } from '../logging/logging-options.js';
import { clockFromEnvironment } from '../time/clock-from-environment.js';
import { CLOCK } from '../time/clock.js';

/** Nest's injection token of the service's environment (an instance of its environment class). */
export const ENVIRONMENT = Symbol('Environment');

/** What every service needs beside its own modules: database, logs, clock, schedule, health, errors as problem+json. */
@Module({})
export class PlatformModule {
  static forService(service: string, environment: ServiceEnvironment, database: ServiceDatabase): DynamicModule {
    const logging = loggingOptions(service, environment.LOG_LEVEL);
    return {
      module: PlatformModule,
      global: true,
      imports: [
        LoggerModule.forRoot({ ...logging, pinoHttp: [logging.pinoHttp as Options, gatheredOutput()] }),
        TypeOrmModule.forRoot({ ...databaseOptions(environment.DATABASE_URL, database), retryAttempts: 1 }),
        ScheduleModule.forRoot(),
      ],
      controllers: [HealthController],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: CLOCK, useValue: clockFromEnvironment(environment) },
        { provide: APP_FILTER, useClass: ProblemFilter },
        Readiness,
        DatabaseReadiness,
      ],
      exports: [ENVIRONMENT, CLOCK, Readiness],
    };
  }
}
