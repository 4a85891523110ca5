import { Random } from './random.js';

/**
 * Ways in which a platform misbehaves. `401` refuses a token that is good; `half-open` takes the call and never answers; `done-but-answer-lost` does the work and
 * cuts the connection; `late-commit` cuts it first and does the work a while later; `lagging-look-up` answers as if what was
 * written in the last `ms` were not there yet; `500-text` refuses with the `text` that is given.
 */
export const faultKinds = [
  'latency',
  '401',
  '429',
  '500-generic',
  '500-text',
  '502-html',
  '503',
  'reset-before',
  'reset-in-body',
  'reset-after-body',
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
  /** what `500-text` says */
  readonly text?: string;
}

const FIELDS = ['kind', 'operation', 'tenant', 'probability', 'nth', 'times', 'ms', 'text'];

/** @throws Error that says what is wrong with a rule */
export function readFaultRule(given: unknown): FaultRule {
  if (typeof given !== 'object' || given === null) throw new Error('a fault is an object with a kind');
  const rule = given as FaultRule;
  const unknown = Object.keys(rule).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown}: a fault has ${FIELDS.join(', ')}`);
  if (!faultKinds.includes(rule.kind)) throw new Error(`kind: one of ${faultKinds.join(', ')}`);
  const { probability = 1, nth = 1, times = 1, ms = 0 } = rule;
  if (!(probability >= 0 && probability <= 1)) throw new Error('probability: from 0 to 1');
  if (!Number.isInteger(nth) || nth < 1) throw new Error('nth: a whole number from 1');
  if (!Number.isInteger(times) || times < 1) throw new Error('times: a whole number from 1');
  if (!(ms >= 0)) throw new Error('ms: milliseconds, 0 or more');
  if ((rule.kind === '500-text') !== (typeof rule.text === 'string' && rule.text !== ''))
    throw new Error('text: what a 500-text says, and only that');
  return rule;
}

/**
 * The rules in force. Chance is drawn from the sandbox's seed, for each rule from a row of its own: whether a rule strikes its
 * n-th call does not depend on the calls that the others see.
 */
export class Faults {
  private rules: { rule: FaultRule; random: Random; seen: number; struck: number }[] = [];
  private added = 0;

  constructor(private readonly seed: number) {}

  add(rule: FaultRule): void {
    this.added += 1;
    this.rules.push({ rule, random: new Random(this.seed * 1_000_003 + this.added * 7_919), seen: 0, struck: 0 });
  }

  clear(): void {
    this.rules = [];
  }

  list(): readonly (FaultRule & { struck: number })[] {
    return this.rules.map(({ rule, struck }) => ({ ...rule, struck }));
  }

  /** The fault that strikes this call, if any: that of the first rule that does. */
  strike(operation: string, tenant: string): FaultRule | undefined {
    for (const entry of this.rules) {
      const { rule } = entry;
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.tenant !== undefined && rule.tenant !== tenant) continue;
      entry.seen += 1;
      if (rule.nth !== undefined && rule.nth !== entry.seen) continue;
      if (rule.times !== undefined && entry.struck >= rule.times) continue;
      if (entry.random.next() >= (rule.probability ?? 1)) continue;
      entry.struck += 1;
      return rule;
    }
    return undefined;
  }
}
