import type { SandboxClock } from '@connector/simulation';
import { quotaExceeded } from '../api/amazon-error.js';
import type { Operation } from '../api/operations.js';

/** What floating-point sums may lack of a whole token. */
const ROUNDING = 1e-9;

type Rated = Pick<Operation, 'name' | 'rate' | 'burst' | 'total'>;

/** Tokens a second, and how many fit. */
export interface Rate {
  readonly rate: number;
  readonly burst: number;
}

/** A bucket per seller and operation, on the sandbox's clock: full at first, and a failed call costs a token too. */
export class TokenBuckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  /** limits that Amazon adapted, by seller and operation */
  private readonly adapted = new Map<string, Rate>();

  constructor(private readonly clock: SandboxClock) {}

  /**
   * Takes a token of the seller's, and one of the application's where Amazon names a total over all sellers.
   * @throws AmazonError 429, without any header that would help
   */
  take(caller: string, operation: Rated): void {
    const { name, total } = operation;
    this.takeFrom(`${caller}/${name}`, this.rateOf(caller, operation));
    if (total !== undefined) this.takeFrom(`total/${name}`, { rate: total, burst: total });
  }

  /** What a seller has: Amazon adapts its limits to the seller's business (amazon-sp-api 11). */
  rateOf(caller: string, { name, rate, burst }: Rated): Rate {
    return this.adapted.get(`${caller}/${name}`) ?? this.adapted.get(`*/${name}`) ?? { rate, burst };
  }

  /** @throws Error when it is no rate */
  adapt({ sellerId = '*', operation, rate, burst }: Rate & { sellerId?: string; operation: string }): void {
    if (!(rate > 0) || !(burst >= 1)) throw new Error('rate is more than 0 tokens a second, burst 1 or more');
    this.adapted.set(`${sellerId}/${operation}`, { rate, burst });
    for (const key of this.buckets.keys())
      if (key.endsWith(`/${operation}`) && (sellerId === '*' || key.startsWith(`${sellerId}/`)))
        this.buckets.delete(key);
  }

  save(): unknown {
    return { buckets: this.buckets, adapted: this.adapted };
  }

  load(saved: unknown): void {
    const { buckets, adapted } = saved as { buckets: TokenBuckets['buckets']; adapted: TokenBuckets['adapted'] };
    this.clear();
    for (const [key, bucket] of buckets) this.buckets.set(key, bucket);
    for (const [key, rate] of adapted) this.adapted.set(key, rate);
  }

  clear(): void {
    this.buckets.clear();
    this.adapted.clear();
  }

  private takeFrom(key: string, { rate, burst }: Rate): void {
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * rate);
    bucket.at = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1 - ROUNDING) throw quotaExceeded();
    bucket.tokens -= 1;
  }
}
