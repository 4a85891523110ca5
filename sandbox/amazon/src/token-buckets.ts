import type { SandboxClock } from '@connector/simulation';
import { AmazonError } from './amazon-error.js';

/** Rate a second and burst of each operation, per seller (amazon-sp-api 11). */
export const RATES: Readonly<Record<string, { readonly rate: number; readonly burst: number }>> = {
  searchOrders: { rate: 0.0056, burst: 20 },
  getOrder: { rate: 0.5, burst: 30 },
  searchListingsItems: { rate: 5, burst: 5 },
  getListingsItem: { rate: 5, burst: 10 },
  patchListingsItem: { rate: 5, burst: 5 },
  getMarketplaceParticipations: { rate: 0.016, burst: 15 },
};

/** A bucket per seller and operation, on the sandbox's clock. */
export class TokenBuckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: SandboxClock) {}

  /** @throws AmazonError 429, without any header that would help */
  take(sellerId: string, operation: string): void {
    const plan = RATES[operation];
    if (plan === undefined) return;
    const key = `${sellerId}/${operation}`;
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? { tokens: plan.burst, at: now };
    bucket.tokens = Math.min(plan.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * plan.rate);
    bucket.at = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1)
      throw new AmazonError(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.');
    bucket.tokens -= 1;
  }
}
