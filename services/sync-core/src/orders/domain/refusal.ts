import type { ReasonCode } from '@connector/contracts';

/** Why an order cannot be composed: a person must look, or a setting is missing. */
export interface Refusal {
  readonly ok: false;
  readonly reason: ReasonCode;
  /** figures and names of settings; never a buyer */
  readonly detail: Record<string, string>;
}

export const refuse = (reason: ReasonCode, detail: Record<string, string> = {}): Refusal => ({
  ok: false,
  reason,
  detail,
});
