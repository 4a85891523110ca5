/** Forms of VAT numbers behind their country prefix (European Commission, VIES; HMRC for GB and XI). */
const FORMS: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-Z0-9]{2}\d{9}$/,
  GB: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
};

/** Country codes whose VAT prefix is another. */
const PREFIX: Readonly<Record<string, string>> = { GR: 'EL' };

/**
 * A VAT number without blanks and dots, in upper case, with its prefix (domain D3). Undefined: its form is not right for
 * the country, and it is treated as absent.
 */
export function vatNumberOf(text: string | undefined, country: string | undefined): string | undefined {
  const bare = (text ?? '')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9+*]/g, '')
    .replace(/^GR/, 'EL');
  const prefix = country === undefined ? undefined : (PREFIX[country] ?? country);
  for (const candidate of [bare, `${prefix ?? ''}${bare}`]) {
    const form = FORMS[candidate.slice(0, 2)];
    if (form?.test(candidate.slice(2)) === true) return candidate;
  }
  return undefined;
}
