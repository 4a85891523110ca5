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

const BY_TYPE: ReadonlyMap<string, ComponentName> = new Map(
  Object.entries<ComponentName>({
    ITEM: 'item',
    SHIPPING: 'shipping',
    GIFT_WRAP: 'giftWrap',
    COD_FEE: 'surcharge',
    OTHER: 'surcharge',
  }),
);

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

interface Detail {
  readonly subtype: string;
  readonly amount: MoneyV1;
}

/** Reads the components of a line and takes its discounts off (domain M4). */
export function figuresOf(line: Pick<AmazonOrderLineV1, 'components' | 'proceedsTotal'>): FiguresResult {
  if (line.proceedsTotal === undefined) return { ok: false, reason: 'money_missing', what: 'proceedsTotal' };
  const sums = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  const discounts: { on: ComponentName; amount: number }[] = [];
  let tax = 0;
  const taxDetails: Detail[] = [];
  for (const { type, amount, details } of line.components) {
    const name = BY_TYPE.get(type);
    if (name === undefined && type !== 'DISCOUNT' && type !== 'TAX')
      return { ok: false, reason: 'amount_unreadable', what: type };
    const strange = details.find(({ subtype }) => BY_TYPE.get(subtype) === undefined && subtype !== 'DISCOUNT');
    if (strange !== undefined) return { ok: false, reason: 'amount_unreadable', what: `${type} ${strange.subtype}` };
    if (name !== undefined) sums[name] += amount.minorUnits;
    else if (type === 'DISCOUNT') discounts.push(...discountParts(amount, details));
    else {
      tax += amount.minorUnits;
      taxDetails.push(...details);
    }
  }
  const components = takeOff(sums, discounts);
  if (components === undefined) return { ok: false, reason: 'discount_too_large', what: 'DISCOUNT' };
  const taxByComponent = taxOfComponents(tax, taxDetails, sums, components);
  return { ok: true, figures: { total: line.proceedsTotal.minorUnits, components, tax, taxByComponent } };
}

export function sumOf(components: Components): number {
  return componentNames.reduce((total, name) => total + components[name], 0);
}

/** Shares an amount over the components in proportion; the last that has a share takes the remainder (domain M10). */
export function share(amount: number, components: Components): Components {
  const total = sumOf(components);
  const result = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  const having = componentNames.filter((name) => components[name] > 0);
  let whole = 0;
  let shared = 0;
  // rounded up to and with each component, so that no share is ever below 0 and the last takes what is left
  for (const name of having) {
    whole += components[name];
    result[name] = Math.round((amount * whole) / total) - shared;
    shared += result[name];
  }
  return result;
}

function discountParts(amount: MoneyV1, details: readonly Detail[]): { on: ComponentName; amount: number }[] {
  const named = details.filter(({ subtype }) => BY_TYPE.get(subtype) !== undefined);
  if (named.length === 0) return [{ on: 'item', amount: Math.abs(amount.minorUnits) }];
  const parts = named.map(({ subtype, amount: part }) => ({
    on: BY_TYPE.get(subtype)!,
    amount: Math.abs(part.minorUnits),
  }));
  const rest = Math.abs(amount.minorUnits) - parts.reduce((total, part) => total + part.amount, 0);
  return rest > 0 ? [...parts, { on: 'item', amount: rest }] : parts;
}

/**
 * The tax of each component as the details say (domain M10); undefined where they do not come to the tax, or leave tax on a
 * component of which nothing is left. The tax on a discount lowers the tax of what the discount was taken from.
 */
function taxOfComponents(
  tax: number,
  details: readonly Detail[],
  before: Components,
  after: Components,
): Components | undefined {
  const result = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  const discounted = { item: 0, shipping: 0, giftWrap: 0, surcharge: 0 };
  let onDiscount = 0;
  for (const { subtype, amount } of details) {
    const name = BY_TYPE.get(subtype);
    if (name === undefined) onDiscount += Math.abs(amount.minorUnits);
    else result[name] += amount.minorUnits;
  }
  for (const name of componentNames) discounted[name] = Math.max(0, before[name] - after[name]);
  const lowered = share(onDiscount, discounted);
  for (const name of componentNames) result[name] -= lowered[name];
  const sensible = componentNames.every((name) => (after[name] === 0 ? result[name] === 0 : result[name] >= 0));
  return sensible && sumOf(result) === tax ? result : undefined;
}

/** What is larger than its component lowers the item, then shipping, then gift wrap; what still remains is too large (domain M4). */
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
  for (const name of ['item', 'shipping', 'giftWrap'] as const) {
    const taken = Math.min(left[name], over);
    left[name] -= taken;
    over -= taken;
  }
  return over === 0 && componentNames.every((name) => left[name] >= 0) ? left : undefined;
}
