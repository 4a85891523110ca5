import type { AmazonOrderLineV1, MoneyV1 } from '@connector/contracts';

/** The parts of a line that become lines of a sales order, in minor units. Other charges and cash on delivery are one. */
export interface Components {
  readonly item: number;
  readonly shipping: number;
  readonly giftWrap: number;
  readonly surcharge: number;
}

export const componentNames = ['item', 'shipping', 'giftWrap', 'surcharge'] as const;
export type ComponentName = (typeof componentNames)[number];

const BY_TYPE: Readonly<Record<string, ComponentName>> = {
  ITEM: 'item',
  SHIPPING: 'shipping',
  GIFT_WRAP: 'giftWrap',
  COD_FEE: 'surcharge',
  OTHER: 'surcharge',
};

/** A line's figures before anything is concluded from them (domain 6.2: S, T, P). */
export interface LineFigures {
  /** what the buyer pays for the line: P */
  readonly total: number;
  /** components after discounts; their sum is S */
  readonly components: Components;
  /** T, and where it belongs as far as Amazon says */
  readonly tax: number;
  readonly taxByComponent: Components | undefined;
}

export type FiguresResult =
  | { readonly ok: true; readonly figures: LineFigures }
  | {
      readonly ok: false;
      readonly reason: 'money_missing' | 'amount_unreadable' | 'discount_too_large';
      readonly what: string;
    };

/** Reads the components of a line and takes its discounts off (domain M4). */
export function figuresOf(line: Pick<AmazonOrderLineV1, 'components' | 'proceedsTotal'>): FiguresResult {
  if (line.proceedsTotal === undefined) return { ok: false, reason: 'money_missing', what: 'proceedsTotal' };
  const sums = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  const discounts: { on: ComponentName; amount: number }[] = [];
  let tax = 0;
  let taxByComponent: Record<ComponentName, number> | undefined;
  for (const { type, amount, details } of line.components) {
    const name = BY_TYPE[type];
    if (name !== undefined) sums[name] += amount.minorUnits;
    else if (type === 'DISCOUNT') discounts.push(...discountParts(amount, details));
    else if (type === 'TAX') {
      tax += amount.minorUnits;
      taxByComponent = taxDetails(amount, details);
    } else return { ok: false, reason: 'amount_unreadable', what: type };
  }
  const left = takeOff(sums, discounts);
  if (left === undefined) return { ok: false, reason: 'discount_too_large', what: 'DISCOUNT' };
  return { ok: true, figures: { total: line.proceedsTotal.minorUnits, components: left, tax, taxByComponent } };
}

export function sumOf(components: Components): number {
  return componentNames.reduce((total, name) => total + components[name], 0);
}

/** Shares an amount over the components in proportion; the last that has a share takes the remainder (domain M10). */
export function share(amount: number, components: Components): Components {
  const total = sumOf(components);
  const result = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  const having = componentNames.filter((name) => components[name] > 0);
  let left = amount;
  for (const [index, name] of having.entries()) {
    const part = index === having.length - 1 ? left : Math.round((amount * components[name]) / total);
    result[name] = part;
    left -= part;
  }
  return result;
}

function discountParts(
  amount: MoneyV1,
  details: readonly { subtype: string; amount: MoneyV1 }[],
): { on: ComponentName; amount: number }[] {
  const named = details.filter(({ subtype }) => BY_TYPE[subtype] !== undefined);
  if (named.length === 0) return [{ on: 'item', amount: Math.abs(amount.minorUnits) }];
  const parts = named.map(({ subtype, amount: part }) => ({
    on: BY_TYPE[subtype]!,
    amount: Math.abs(part.minorUnits),
  }));
  const rest = Math.abs(amount.minorUnits) - parts.reduce((total, part) => total + part.amount, 0);
  return rest > 0 ? [...parts, { on: 'item', amount: rest }] : parts;
}

function taxDetails(
  amount: MoneyV1,
  details: readonly { subtype: string; amount: MoneyV1 }[],
): Record<ComponentName, number> | undefined {
  const result = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  for (const { subtype, amount: part } of details) {
    const name = BY_TYPE[subtype];
    // tax on a discount lowers the tax on the item
    if (name !== undefined) result[name] += part.minorUnits;
    else if (subtype === 'DISCOUNT') result.item -= Math.abs(part.minorUnits);
  }
  return sumOf(result) === amount.minorUnits ? result : undefined;
}

/** What is larger than its component lowers the item, then shipping, then gift wrap; what still remains is too large. */
function takeOff(
  sums: Record<ComponentName, number>,
  discounts: readonly { on: ComponentName; amount: number }[],
): Components | undefined {
  const left = { ...sums };
  let over = 0;
  for (const { on, amount } of discounts) {
    const taken = Math.min(left[on], amount);
    left[on] -= taken;
    over += amount - taken;
  }
  for (const name of componentNames) {
    const taken = Math.min(left[name], over);
    left[name] -= taken;
    over -= taken;
  }
  return over === 0 && componentNames.every((name) => left[name] >= 0) ? left : undefined;
}
