import type { SandboxClock } from '@connector/simulation';
import { ExactError } from './exact-error.js';

interface Window {
  start: number;
  used: number;
}

/** 60 a minute and 5,000 a day for an app and a division, in fixed windows; ten client errors an hour (exact-online 3). */
export class Limits {
  private readonly windows = new Map<string, { minute: Window; day: Window }>();
  private readonly errors = new Map<string, Window>();
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

  /** @throws ExactError when the endpoint is blocked for its many client errors */
  checkErrors(division: number, endpoint: string): void {
    const window = this.errorWindow(division, endpoint);
    if (window.used > this.errorLimit) throw new ExactError(403, 'Forbidden: too many errors on this endpoint');
  }

  countError(division: number, endpoint: string): void {
    this.errorWindow(division, endpoint).used += 1;
  }

  private errorWindow(division: number, endpoint: string): Window {
    const key = `${division}/${endpoint}`;
    const window = this.errors.get(key) ?? { start: 0, used: 0 };
    this.errors.set(key, window);
    roll(window, this.clock.now(), 3_600_000);
    return window;
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
