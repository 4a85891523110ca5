import type { CallLog } from './call-log.js';
import type { SandboxClock } from './clock.js';
import { readFaultRule, type Faults } from './faults.js';
import type { ControlRequest } from './platform.js';

/** What every sandbox has: time, chance's rules, and the log. */
export interface Parts {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly calls: CallLog;
}

/**
 * The part of the control API that both sandboxes share: the clock, the faults, the log and the snapshot.
 * @returns undefined where there is no such control
 * @throws Error that says what is wrong with the request
 */
export function commonControl(
  { clock, faults, calls }: Parts,
  { method, path, query, body }: ControlRequest,
  snapshot: (file: string | undefined) => { file: string },
): unknown {
  switch (`${method} ${path}`) {
    case 'GET /clock':
      return clock.show();
    case 'PUT /clock':
      clock.set(readClock(body));
      return clock.show();
    case 'POST /clock/advance':
      clock.advance(readSeconds(body));
      return clock.show();
    case 'POST /snapshot':
      return snapshot((body as { file?: string } | undefined)?.file);
    case 'GET /faults':
      return { faults: faults.list() };
    case 'POST /faults':
      for (const rule of (Array.isArray(body) ? body : [body]).map(readFaultRule)) faults.add(rule);
      return { faults: faults.list() };
    case 'DELETE /faults':
      faults.clear();
      return { faults: [] };
    case 'GET /calls':
      return { calls: calls.list({ operation: query.get('operation'), tenant: query.get('tenant') }) };
    case 'GET /calls/summary':
      return calls.summary();
    case 'DELETE /calls':
      calls.clear();
      return {};
    default:
      return undefined;
  }
}

function readClock(body: unknown): { now?: string; speed?: number } {
  const { now, speed } = (body ?? {}) as { now?: unknown; speed?: unknown };
  if (now !== undefined && (typeof now !== 'string' || Number.isNaN(Date.parse(now))))
    throw new Error('now: a date and time of ISO 8601');
  if (speed !== undefined && (typeof speed !== 'number' || !(speed >= 0)))
    throw new Error('speed: 0 (it stands still) or more');
  return { ...(now === undefined ? {} : { now }), ...(speed === undefined ? {} : { speed }) };
}

function readSeconds(body: unknown): number {
  const seconds = (body as { seconds?: unknown } | undefined)?.seconds;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) throw new Error('seconds: a number');
  return seconds;
}
