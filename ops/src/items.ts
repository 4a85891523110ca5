import { parseArgs } from 'node:util';
import { EnvironmentError } from '@connector/platform';
import { variable } from './command.js';

const ANSWER_MS = 30_000;

/**
 * What support does when a merchant changed SKUs, article codes or EANs at Amazon (manual chapter 8; domain I6, I12): synchronise SKUs
 * again, point one at another's item, or give it its own again. Goes through sync-core's API, so it says and refuses the same.
 */
export async function items([action = '', ...words]: readonly string[]): Promise<void> {
  const act = ACTIONS[action];
  if (act === undefined) throw new EnvironmentError('items needs resync, aliases, point or unpoint');
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { pieces: { type: 'string' }, by: { type: 'string' } },
  });
  const [connection, ...rest] = positionals;
  if (connection === undefined) throw new EnvironmentError(`items ${action} needs the id of the connection`);
  const { method, path, body } = act(rest, values);
  const answer = await ask(method, `/items/${encodeURIComponent(connection)}${path}`, body);
  process.stdout.write(answer === '' ? 'done\n' : `${JSON.stringify(JSON.parse(answer), undefined, 2)}\n`);
}

interface Options {
  readonly pieces?: string | undefined;
  readonly by?: string | undefined;
}

interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

const ACTIONS: Readonly<Record<string, (words: readonly string[], options: Options) => ApiCall>> = {
  resync: (skus) => {
    if (skus.length === 0) throw new EnvironmentError('items resync needs at least one SKU');
    return { method: 'POST', path: '/resync', body: { skus } };
  },
  aliases: () => ({ method: 'GET', path: '/aliases' }),
  point: ([sku, toSku], { pieces = '1', by }) => {
    if (sku === undefined || toSku === undefined || by === undefined)
      throw new EnvironmentError('items point needs a SKU, the SKU whose item is meant, and --by NAME');
    return { method: 'PUT', path: '/aliases', body: { sku, toSku, pieces: Number(pieces), by } };
  },
  unpoint: ([sku]) => {
    if (sku === undefined) throw new EnvironmentError('items unpoint needs a SKU');
    return { method: 'DELETE', path: `/aliases/${encodeURIComponent(sku)}` };
  },
};

async function ask(method: string, path: string, body: object | undefined): Promise<string> {
  const url = variable('SYNC_CORE_URL', "sync-core's API, for example http://localhost:3000");
  const token = variable('API_TOKEN', "the token of sync-core's API");
  const response = await fetch(`${url.replace(/\/$/, '')}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`sync-core answered ${response.status}: ${text.slice(0, 500)}`);
  return text;
}
