import { reasonOf } from '@connector/contracts';
import type { AccountedOrder } from './account-for.js';

/** What the reasons in the table mean, and what a person can do: one line for each, as the merchant reads it in English. */
export function reasonsOf(orders: readonly AccountedOrder[]): string[] {
  const codes = new Set(
    orders.flatMap(({ outcome, reasonCode }) => (outcome === 'imported' ? [] : (reasonCode ?? []))),
  );
  const width = Math.max(0, ...[...codes].map(({ length }) => length));
  return [...codes].map((code) => {
    const { en, remedyEn } = reasonOf(code);
    return `${code.padEnd(width)}  ${en} ${remedyEn}`.trimEnd();
  });
}
