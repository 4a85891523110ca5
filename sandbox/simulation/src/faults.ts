import type { Random } from './random.js';

/**
 * Ways in which a platform misbehaves. `done-but-answer-lost` does the work and cuts the connection; `lagging-look-up`
 * answers as if what was written in the last `ms` were not there yet.
 */
export const faultKinds = [
  'latency',
  '429',
  '500-generic',
  '502-html',
  '503',
  'reset-before',
  'reset-in-body',
  'half-open',
  'truncated-json',
  'done-but-answer-lost',
  'late-commit',
  'lagging-look-up',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** When a fault strikes: by operation and tenant, by chance or at the n-th call, so many times. */
export interface FaultRule {
  readonly kind: FaultKind;
  readonly operation?: string;
  readonly tenant?: string;
  /** 0 to 1; default 1 */
  readonly probability?: number;
  /** only the n-th matching call, from 1 */
  readonly nth?: number;
  /** how often at most */
  readonly times?: number;
  /** milliseconds of latency, until a late commit, or that a look-up lags behind (on the sandbox's clock) */
  readonly ms?: number;
}

/** The rules in force; deterministic from the sandbox's seed. */
export class Faults {
  private rules: { rule: FaultRule; seen: number; struck: number }[] = [];

  constructor(private readonly random: Random) {}

  add(rule: FaultRule): void {
    this.rules.push({ rule, seen: 0, struck: 0 });
  }

  clear(): void {
    this.rules = [];
  }

  list(): readonly (FaultRule & { struck: number })[] {
    return this.rules.map(({ rule, struck }) => ({ ...rule, struck }));
  }

  /** The fault that strikes this call, if any. */
  strike(operation: string, tenant: string): FaultRule | undefined {
    for (const entry of this.rules) {
      const { rule } = entry;
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.tenant !== undefined && rule.tenant !== tenant) continue;
      entry.seen += 1;
      if (rule.nth !== undefined && rule.nth !== entry.seen) continue;
      if (rule.times !== undefined && entry.struck >= rule.times) continue;
      if (this.random.next() >= (rule.probability ?? 1)) continue;
      entry.struck += 1;
      return rule;
    }
    return undefined;
  }
}
