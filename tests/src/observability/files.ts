import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');
const FILES = join(ROOT, 'k8s/connector/files');

/** An alert as its rule file has it. */
export interface Alert {
  readonly name: string;
  readonly file: string;
  readonly expr: string;
  readonly severity: string | undefined;
  readonly summary: string | undefined;
  readonly runbook: string | undefined;
}

/** A query of a board. */
export interface BoardQuery {
  readonly board: string;
  readonly panel: string;
  readonly expr: string;
}

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}

export interface Board {
  readonly file: string;
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

export const alertFiles = globSync('alerts/*.yaml', { cwd: FILES }).map((file) => join(FILES, file));

/** All alerts, read from the rule files as they are written: a rule begins at `- alert:`. */
export function alerts(): Alert[] {
  return alertFiles.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split(/^ +- alert: /m)
      .slice(1)
      .map((text) => ({
        name: text.slice(0, text.indexOf('\n')),
        file,
        expr: /expr: (?:>-\n)?(.*?)\n +for:/s.exec(text)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '',
        severity: /severity: (.+)/.exec(text)?.[1],
        summary: /summary: (.+)/.exec(text)?.[1],
        runbook: /runbook_url: (.+)/.exec(text)?.[1],
      })),
  );
}

export function boards(): Board[] {
  return globSync('dashboards/*.json', { cwd: FILES }).map((file) => ({
    ...(JSON.parse(readFileSync(join(FILES, file), 'utf8')) as Omit<Board, 'file'>),
    file,
  }));
}

export function boardQueries(): BoardQuery[] {
  return boards().flatMap(({ title, panels }) =>
    panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => ({ board: title, panel: panel.title, expr }))),
  );
}

const WORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'and',
  'or',
  'unless',
  'bool',
  'offset',
]);

/** The names of the metrics that a PromQL expression reads. */
export function metricsOf(expr: string): string[] {
  const named = [...expr.matchAll(/__name__=~"([^"]+)"/g)].flatMap(([, names]) => names!.split('|'));
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/\b([a-z_][a-z0-9_]*)\b(?!\s*\()/g)].map(([, name]) => name!);
  return [...new Set([...named, ...names.filter((name) => !WORDS.has(name))])];
}
