import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import { register } from 'prom-client';
import { nameJobs } from './name-jobs.js';

@Injectable()
class TidyJob {
  @Interval(3_600_000)
  async tick(): Promise<void> {
    await Promise.resolve();
  }
}

@Module({ providers: [TidyJob] })
class AppModule {}

describe('A scheduled job', () => {
  let app: INestApplication;

  beforeAll(async () => {
    app = await NestFactory.create(AppModule, { logger: false });
  });

  afterAll(() => app.close());

  it('tells how often it is due and when it ended last: together they say whether it has stopped', async () => {
    const before = Date.now() / 1_000;
    expect(nameJobs(app)).toEqual(['TidyJob.tick']);
    expect(await valueOf('job_interval_seconds')).toBe(3_600);
    expect(await valueOf('job_last_end_timestamp_seconds')).toBeUndefined();
    await app.get(TidyJob).tick();
    expect(await valueOf('job_last_end_timestamp_seconds')).toBeGreaterThanOrEqual(before);
  });
});

async function valueOf(metric: string): Promise<number | undefined> {
  const { values } = (await register.getSingleMetric(metric)?.get()) ?? { values: [] };
  return values.find(({ labels }) => labels['schedule'] === 'TidyJob.tick')?.value;
}
