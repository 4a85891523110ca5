/**
 * Places of a country that lie outside its VAT area, or in another one, or inside it with rates of their own: by postcode (domain T5).
 * Source: Directive 2006/112/EC, articles 5 to 7, 105 (Azores and Madeira) and 110 (Corsica).
 */
const BY_POSTCODE: readonly (readonly [country: string, postcode: RegExp, territory: string])[] = [
  ['GB', /^BT/, 'XI'],
  ['GB', /^JE/, 'JE'],
  ['GB', /^GY/, 'GG'],
  ['ES', /^(35|38)/, 'ES-CN'],
  ['ES', /^51/, 'ES-CE'],
  ['ES', /^52/, 'ES-ML'],
  ['FI', /^22/, 'FI-AX'],
  // Büsingen and Campione have a Swiss postcode too
  ['DE', /^(78266|8238)$/, 'DE-BUS'],
  ['DE', /^27498$/, 'DE-HEL'],
  ['IT', /^2304[12]$/, 'IT-LIV'],
  ['IT', /^(22061|6911)$/, 'IT-CAM'],
  ['CH', /^8238$/, 'DE-BUS'],
  ['CH', /^6911$/, 'IT-CAM'],
  ['GR', /^6308[67]$/, 'GR-69'],
  ['FR', /^97/, 'FR-OM'],
  ['FR', /^20\d{3}$/, 'FR-20R'],
  ['PT', /^9[0-4]\d\d/, 'PT-30'],
  ['PT', /^9[5-9]\d\d/, 'PT-20'],
];

/** Country codes of their own that belong to another VAT area. */
const BY_COUNTRY: Readonly<Record<string, string>> = {
  MC: 'FR',
  IM: 'GB',
  AX: 'FI-AX',
  IC: 'ES-CN',
  GP: 'FR-OM',
  MQ: 'FR-OM',
  RE: 'FR-OM',
  GF: 'FR-OM',
  YT: 'FR-OM',
};

/** The VAT territory of an address: its country, but for the exceptions. */
export function territoryOf(country: string, postcode: string | undefined): string {
  // people write the country before it: D-78266, ES-35001
  const bare = (postcode ?? '')
    .toUpperCase()
    .replace(/^\s*[A-Z]{1,2}\s*-\s*/, '')
    .replaceAll(/\s/g, '');
  const exception = BY_POSTCODE.find(([of, pattern]) => of === country && pattern.test(bare));
  return exception?.[2] ?? BY_COUNTRY[country] ?? country;
}
