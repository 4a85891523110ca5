import { describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { databaseGauge } from './database-gauge.js';

const linesOf = async (name: string): Promise<string[]> =>
  (await register.metrics()).split('\n').filter((line) => line.startsWith(name) || line.includes(`metric="${name}"`));

describe('databaseGauge', () => {
  it('asks when Prometheus asks, and forgets the labels of the look before', async () => {
    let states = ['held', 'ready'];
    databaseGauge('orders_by_state', 'Orders', ['state'], async () =>
      states.map((state) => ({ labels: { state }, value: 2 })),
    );
    expect(await linesOf('orders_by_state')).toEqual(
      expect.arrayContaining(['orders_by_state{state="held"} 2', 'orders_by_state{state="ready"} 2']),
    );
    states = ['done'];
    expect((await linesOf('orders_by_state')).filter((line) => line.startsWith('orders'))).toEqual([
      'orders_by_state{state="done"} 2',
    ]);
  });

  it('leaves out what cannot be read, counts that, and lets all else come', async () => {
    databaseGauge('well', 'Well', [], async () => [{ value: 1 }]);
    let away = false;
    databaseGauge('ill', 'Ill', [], async () => {
      if (away) throw new Error('the database is away');
      return [{ value: 5 }];
    });
    expect((await linesOf('ill')).toSorted()).toEqual(['ill 5', 'metric_read_failures_total{metric="ill"} 0']);
    away = true;
    await register.metrics();
    expect(await linesOf('ill')).toEqual([expect.stringMatching(/^metric_read_failures_total\{metric="ill"\} [12]$/)]);
    expect(await linesOf('well')).toContain('well 1');
  });
});
