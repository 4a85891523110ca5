/** Rate that was charged: basis points (21 % is 2100); `none`: Amazon's VAT service is used and charged nothing; `not-computed`: it is not used. */
export type ChargedRate = number | 'none' | 'not-computed';

/** What a rule looks at (domain T2). */
export interface VatInputs {
  /** territory of the destination, for example `NL`, `XI`, `ES-CN` */
  readonly shipTo: string;
  /** country of departure; `unknown` is matched by `unknown` alone, never by any */
  readonly shipFrom: string;
  readonly buyer: 'consumer' | 'business';
  readonly rate: ChargedRate;
  readonly collector: 'merchant' | 'amazon';
  /** reporting scheme, for example `IOSS`; `none` without one */
  readonly scheme: string;
  readonly invoiceByAmazon: boolean;
  /** the item's own VAT code at Exact */
  readonly itemCode: string;
}

type Condition<T> = T | readonly T[];

/** What a rule asks; what it leaves out may be anything. */
export type VatConditions = { readonly [Name in keyof VatInputs]?: Condition<VatInputs[Name]> };

/** One line of the VAT table, the manual's "BTW-scenario" (domain T1, T3). */
export interface VatRule {
  readonly name: string;
  readonly when: VatConditions;
  /** a VAT code of the division, or `item`: the item's own code */
  readonly code: string;
}
