import { Counter, Gauge, register } from 'prom-client';

/** One value of a gauge, with its labels. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

const unread = new Counter({
  name: 'metric_read_failures_total',
  help: 'Figures that were left out of /metrics because the database did not give them',
  labelNames: ['metric'] as const,
});

/**
 * A gauge whose values are read from the database when Prometheus asks. Every replica gives the same figure: take the
 * maximum over them, never the sum. What cannot be read is left out and counted; the other metrics still come.
 */
export function databaseGauge(
  name: string,
  help: string,
  labelNames: readonly string[],
  read: () => Promise<readonly Reading[]>,
): void {
  register.removeSingleMetric(name);
  const gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    async collect() {
      const readings = await read().catch(() => {
        unread.inc({ metric: name });
        return [];
      });
      empty(this);
      for (const { labels = {}, value } of readings) this.set(labels, value);
    },
  });
  empty(gauge);
  // there from the start, so that the first failure shows as a rise
  unread.inc({ metric: name }, 0);

  function empty(emptied: typeof gauge): void {
    emptied.reset();
    // a gauge without labels would go on with a zero that nobody measured
    if (labelNames.length === 0) emptied.remove();
  }
}
