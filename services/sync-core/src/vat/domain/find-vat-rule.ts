import { legalRates } from './legal-rates.js';
import type { VatConditions, VatInputs, VatRule } from './vat-rule.js';

/** The first rule that matches (domain T1); undefined: the table has none, and the order is held (T4). */
export function findVatRule(table: readonly VatRule[], inputs: VatInputs): VatRule | undefined {
  return table.find((rule) => matches(rule.when, inputs));
}

/** The rates that may have been charged: those of the destination, and of the country of departure where a matching rule names it (domain M9). */
export function possibleRates(table: readonly VatRule[], inputs: Omit<VatInputs, 'rate'>): number[] {
  const atDeparture = legalRates(inputs.shipFrom).filter(
    (rate) => findVatRule(table, { ...inputs, rate })?.when.shipFrom !== undefined,
  );
  return [...new Set([...legalRates(inputs.shipTo), ...atDeparture])];
}

/** The inputs of a rule that is missing, as names and values for the person who will add it (domain T4). */
export function missingRule(inputs: VatInputs): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
}

function matches(when: VatConditions, inputs: VatInputs): boolean {
  // goods from an unknown country may carry another VAT: a rule must say that it means them
  if (inputs.shipFrom === 'unknown' && !allows(when.shipFrom ?? [], 'unknown')) return false;
  return (Object.keys(when) as (keyof VatInputs)[]).every((name) => allows(when[name], inputs[name]));
}

function allows(condition: unknown, value: unknown): boolean {
  return Array.isArray(condition) ? condition.includes(value) : condition === value;
}
