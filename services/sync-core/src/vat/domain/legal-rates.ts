/**
 * Legal VAT rates above 0 in basis points, the standard rate first. Source: European Commission, "VAT rates applied in the
 * Member States" (TEDB), and the tax authorities of GB, NO, CH; as of 1 November 2026.
 */
const RATES: Readonly<Record<string, readonly number[]>> = {
  AT: [2000, 1000, 1300, 490],
  BE: [2100, 1200, 600],
  BG: [2000, 900],
  CH: [810, 260, 380],
  CY: [1900, 900, 500, 300],
  CZ: [2100, 1200],
  DE: [1900, 700],
  DK: [2500],
  EE: [2400, 900, 1300],
  ES: [2100, 1000, 400],
  FI: [2550, 1350, 1000],
  FR: [2000, 1000, 550, 210],
  // Corsica
  'FR-20R': [2000, 1300, 1000, 210, 90],
  GB: [2000, 500],
  GR: [2400, 1300, 600],
  HR: [2500, 1300, 500],
  HU: [2700, 1800, 500],
  IE: [2300, 1350, 900, 480],
  IT: [2200, 1000, 500, 400],
  LT: [2100, 1200, 500],
  LU: [1700, 1400, 800, 300],
  LV: [2100, 1200, 500],
  MT: [1800, 1200, 700, 500],
  NL: [2100, 900],
  NO: [2500, 1500, 1200],
  PL: [2300, 800, 500],
  PT: [2300, 1300, 600],
  // the Azores, Madeira
  'PT-20': [1600, 900, 400],
  'PT-30': [2200, 1200, 400],
  RO: [2100, 1100],
  SE: [2500, 1200, 600],
  SI: [2200, 950, 500],
  SK: [2300, 1900, 500],
  XI: [2000, 500],
};

/** The rates of a territory (domain M9); none for one that we know no rates of. */
export function legalRates(territory: string): readonly number[] {
  return RATES[territory] ?? [];
}

/** Territories of the VAT area of the Union (Northern Ireland for goods) but for the country's own: a supply there to a business is intra-Community. */
export function territoriesOfOtherMembers(country: string): string[] {
  const own = new Set([country, ...(WITHIN[country] ?? [])]);
  return Object.keys(RATES).filter((territory) => !own.has(territory) && !OUTSIDE.has(territory));
}

const OUTSIDE: ReadonlySet<string> = new Set(['CH', 'GB', 'NO']);

/** Territories with rates of their own inside the VAT area of a country: its One-Stop-Shop codes serve them where a rate is the same. */
const WITHIN: Readonly<Record<string, readonly string[]>> = { FR: ['FR-20R'], PT: ['PT-20', 'PT-30'] };

/** The country, and what of its VAT area has this rate too. */
export function territoriesWithRate(country: string, rate: number): string[] {
  return [country, ...(WITHIN[country] ?? []).filter((territory) => legalRates(territory).includes(rate))];
}
