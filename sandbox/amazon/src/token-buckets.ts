import type { SandboxClock } from '@connector/simulation';
import { quotaExceeded } from './amazon-error.js';
import type { Operation } from './operations.js';

/** What floating-point sums may lack of a whole token. */
const ROUNDING = 1e-9;

/** A bucket per seller and operation, on the sandbox's clock: full at first, and a failed call costs a token too. */
export class TokenBuckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: SandboxClock) {}

  /** @throws AmazonError 429, without any header that would help */
  take(caller: string, { name, rate, burst }: Pick<Operation, 'name' | 'rate' | 'burst'>): void {
    const key = `${caller}/${name}`;
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * rate);
    bucket.at = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1 - ROUNDING) throw quotaExceeded();
    bucket.tokens -= 1;
  }

  clear(): void {
    this.buckets.clear();
  }
}
