import type { SandboxClock } from '@connector/simulation';
import { ExactError } from '../odata/exact-error.js';

interface Window {
  start: number;
  used: number;
}

/** Client errors of a user at an endpoint within the hour, and how often it was blocked for them. */
interface Errors {
  at: number[];
  blockedUntil: number;
  blocks: number;
}

const HOUR_MS = 3_600_000;

/** 60 a minute and 5,000 a day for an app and a division, in fixed windows; ten client errors an hour (exact-online 3). */
export class Limits {
  private readonly windows = new Map<string, { minute: Window; day: Window }>();
  private readonly errors = new Map<string, Errors>();
  minuteLimit = 60;
  dayLimit = 5_000;
  errorLimit = 10;

  constructor(private readonly clock: SandboxClock) {}

  /** Counts a call. @throws ExactError 429 with the headers of the limit that was hit, and of that one alone */
  take(division: number): Record<string, string> {
    const now = this.clock.now();
    const key = String(division);
    const windows = this.windows.get(key) ?? { minute: { start: 0, used: 0 }, day: { start: 0, used: 0 } };
    this.windows.set(key, windows);
    roll(windows.minute, now, 60_000);
    roll(windows.day, now, 86_400_000);
    const day = headers('X-RateLimit', this.dayLimit, windows.day, 86_400_000);
    const minute = headers('X-RateLimit-Minutely', this.minuteLimit, windows.minute, 60_000);
    if (windows.day.used >= this.dayLimit) throw new ExactError(429, 'Too many requests', day());
    if (windows.minute.used >= this.minuteLimit) throw new ExactError(429, 'Too many requests', minute());
    windows.day.used += 1;
    windows.minute.used += 1;
    return { ...day(), ...minute() };
  }

  /**
   * More than ten client errors in an hour block the endpoint for an hour, each time twice as long; the calls that are
   * turned away do not count themselves.
   * @throws ExactError while it is blocked
   */
  checkErrors(user: string, division: number, endpoint: string): void {
    const { blockedUntil } = this.errorsOf(user, division, endpoint);
    if (this.clock.now() < blockedUntil) throw new ExactError(403, 'Forbidden: too many errors on this endpoint');
  }

  countError(user: string, division: number, endpoint: string): void {
    const errors = this.errorsOf(user, division, endpoint);
    const now = this.clock.now();
    errors.at = [...errors.at.filter((at) => at > now - HOUR_MS), now];
    if (errors.at.length <= this.errorLimit) return;
    errors.blockedUntil = now + HOUR_MS * 2 ** errors.blocks;
    errors.blocks += 1;
    errors.at = [];
  }

  save(): unknown {
    return { windows: this.windows, errors: this.errors };
  }

  load(saved: unknown): void {
    const { windows, errors } = saved as { windows: Limits['windows']; errors: Limits['errors'] };
    this.clear();
    for (const [key, value] of windows) this.windows.set(key, value);
    for (const [key, value] of errors) this.errors.set(key, value);
  }

  clear(): void {
    this.windows.clear();
    this.errors.clear();
  }

  private errorsOf(user: string, division: number, endpoint: string): Errors {
    const key = `${user}/${division}/${endpoint}`;
    const errors = this.errors.get(key) ?? { at: [], blockedUntil: 0, blocks: 0 };
    this.errors.set(key, errors);
    return errors;
  }
}

function roll(window: Window, now: number, length: number): void {
  const start = Math.floor(now / length) * length;
  if (window.start === start) return;
  window.start = start;
  window.used = 0;
}

function headers(prefix: string, limit: number, window: Window, length: number): () => Record<string, string> {
  return () => ({
    [`${prefix}-Limit`]: String(limit),
    [`${prefix}-Remaining`]: String(Math.max(0, limit - window.used)),
    [`${prefix}-Reset`]: String(window.start + length),
  });
}
