import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@connector/demo';
import { freePort, prometheusTool } from '@connector/local-infrastructure';
import { alertFiles } from './files.js';

/** What a real Prometheus scrapes. */
export interface ScrapeTarget {
  readonly job: 'connector' | 'rabbitmq';
  readonly url: string;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A Prometheus of the test's own, with the rules of the chart. */
export interface PrometheusServer {
  readonly url: string;
  query(expr: string): Promise<Sample[]>;
  /** GET below `/api/v1` */
  api<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

/** @throws Error that says why, when there is no Prometheus on this machine */
export async function startPrometheus(targets: readonly ScrapeTarget[]): Promise<PrometheusServer> {
  const program = await prometheusTool('prometheus');
  const folder = mkdtempSync(join(tmpdir(), 'connector-prometheus-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, 'prometheus.json'), JSON.stringify(configuration(targets)));
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.json')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const api = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`);
    if (!response.ok) throw new Error(`Prometheus answered ${response.status} to ${path}: ${await response.text()}`);
    return ((await response.json()) as { data: T }).data;
  };
  await until('The start of Prometheus', async () => ((await fetch(`${url}/-/ready`)).ok ? true : undefined));
  return {
    url,
    api,
    query: async (expr) => (await api<{ result: Sample[] }>(`/query?query=${encodeURIComponent(expr)}`)).result,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** JSON is YAML. */
function configuration(targets: readonly ScrapeTarget[]): object {
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: alertFiles,
    scrape_configs: targets.map(({ job, url, path, labels }, index) => ({
      job_name: `${job}-${index}`,
      metrics_path: path,
      static_configs: [{ targets: [new URL(url).host], labels: { ...labels, job } }],
    })),
  };
}
