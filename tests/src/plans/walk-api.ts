import { readFileSync } from 'node:fs';
import type { Stack } from '@connector/demo';
import { cursorOf, type PageKey } from '@connector/sync-core/api/page-cursor';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An order of a merchant, for the paths and questions of the API. */
export interface Asked {
  readonly connectionId: string;
  readonly amazonOrderId: string;
}

/** Everything that sync-core's API can be asked, of one connection and of all together; each first page and a later one. */
export async function walkApi({ api }: Stack, { connectionId, amazonOrderId }: Asked): Promise<number> {
  const paths = Object.entries(openApi().paths).filter(([, methods]) => 'get' in methods);
  let asked = 0;
  for (const [path] of paths) {
    if (UNASKED.some((part) => path.includes(part))) continue;
    const filled = path.replace(/\{(connectionId|id)\}/, connectionId).replace('{amazonOrderId}', amazonOrderId);
    for (const question of questionsOf(path, connectionId)) {
      await api.get(filled + question);
      asked += 1;
    }
  }
  return asked;
}

/** What answers no JSON, or is about no connection. */
const UNASKED = ['/live', '/ready', '/metrics', '/parked-messages/{id}', '/vat-proposal', '/warnings'];

/** The lists, and what the cursor of each holds (services/sync-core/src/api/page-cursor.ts). */
const MIDDLE: PageKey = ['403-0000000-0500000', '00000000-0000-7000-8000-000000000000'];
const PAGED: Readonly<Record<string, PageKey>> = {
  '/orders': MIDDLE,
  '/items': MIDDLE,
  '/stock': MIDDLE,
  '/notices': [...MIDDLE, ''],
  '/held-work': MIDDLE,
};

function questionsOf(path: string, connectionId: string): string[] {
  const of = `connectionId=${connectionId}`;
  if (path === '/completeness') return [`?${of}&from=${day(40)}&to=${day(10)}`];
  if (path === '/summary') return ['', `?${of}`];
  const middle = PAGED[path];
  if (middle === undefined) return [''];
  const after = cursorOf(middle);
  const pages = ['limit=200', `limit=200&${of}`, `limit=50&after=${after}&${of}`, `limit=50&after=${after}`];
  const held = path === '/orders' ? [`state=held`, `state=held&${of}`] : [];
  return [...pages, ...held].map((question) => `?${question}`);
}

function openApi(): OpenApi {
  return JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as OpenApi;
}

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
