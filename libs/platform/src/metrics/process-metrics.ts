import { collectDefaultMetrics, register } from 'prom-client';

/** Memory, CPU, event loop and garbage collection of this process, under the names that Node's usual dashboards know. */
export function measureProcess(): void {
  if (register.getSingleMetric('process_start_time_seconds') === undefined) collectDefaultMetrics();
}
