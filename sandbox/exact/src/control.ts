import type { SandboxClock } from '@connector/simulation';
import type { Division } from './divisions/division.js';
import type { DivisionSeed } from './divisions/standard-division.js';
import { wallClock } from './divisions/wall-clock.js';
import type { Limits } from './limits/limits.js';
import type { Application } from './oauth/application.js';
import type { OAuth } from './oauth/oauth.js';
import { controlDivision } from './people/control-division.js';
import type { Webhooks } from './webhooks/webhooks.js';

/** What the control API has its hands on. */
interface Controlled {
  readonly clock: SandboxClock;
  readonly divisions: ReadonlyMap<number, Division>;
  readonly oauth: OAuth;
  readonly limits: Limits;
  readonly application: Application;
  readonly webhooks: Webhooks;
  addDivision(seed: DivisionSeed): Division;
  reset(): void;
}

/** A request below `/_sandbox/`; undefined: there is no such control. */
export function control(platform: Controlled, method: string, path: string, body: unknown): unknown {
  const { oauth, limits, application, webhooks } = platform;
  switch (`${method} ${path}`) {
    case 'POST /users':
      return oauth.seed(body as Parameters<OAuth['seed']>[0]);
    case 'GET /divisions':
      return { divisions: [...platform.divisions.keys()] };
    case 'GET /users':
      return { users: [...oauth.users.values()].map(({ userId, divisions }) => ({ userId, divisions })) };
    case 'POST /divisions':
      return { code: platform.addDivision(body as DivisionSeed).code };
    case 'POST /limits':
      return Object.assign(limits, body);
    case 'POST /reset':
      platform.reset();
      return {};
    case 'PUT /application':
      return application.register(body as Parameters<typeof application.register>[0]);
    case 'PUT /session':
      oauth.consent.session = (body as { userId?: string }).userId;
      return {};
    case 'GET /webhooks':
      return { delayMs: webhooks.delayMs, deliveries: webhooks.deliveries };
    case 'PUT /webhooks':
      webhooks.delayMs = (body as { delayMs: number }).delayMs;
      return { delayMs: webhooks.delayMs };
    default:
      return controlOne(platform, method, path, body);
  }
}

function controlOne(platform: Controlled, method: string, path: string, body: unknown): unknown {
  const revoked = /^\/users\/([\w-]+)\/revoke$/.exec(path);
  if (method === 'POST' && revoked !== null) {
    platform.oauth.revoke(revoked[1]!);
    return {};
  }
  const user = /^\/users\/([\w-]+)$/.exec(path)?.[1];
  if (method === 'PUT' && user !== undefined)
    return platform.oauth.change(user, body as Parameters<OAuth['change']>[1]);
  const match = /^\/divisions\/(\d+)\/(\w+)(?:\/([\w-]+))?$/.exec(path);
  const division = match === null ? undefined : platform.divisions.get(Number(match[1]));
  if (match === null || division === undefined) return undefined;
  const [, , name = '', key] = match;
  return controlDivision(division, { method, name, key, body, now: wallClock(platform.clock.now()) });
}
