/** Places of a country that lie outside its VAT area, or in another one: by postcode (domain T5). Source: Directive 2006/112/EC, articles 5 to 7. */
const BY_POSTCODE: readonly (readonly [country: string, postcode: RegExp, territory: string])[] = [
  ['GB', /^BT/, 'XI'],
  ['ES', /^(35|38)/, 'ES-CN'],
  ['ES', /^51/, 'ES-CE'],
  ['ES', /^52/, 'ES-ML'],
  ['FI', /^22/, 'FI-AX'],
  ['DE', /^78266$/, 'DE-BUS'],
  ['DE', /^27498$/, 'DE-HEL'],
  ['IT', /^2304[12]$/, 'IT-LIV'],
  ['IT', /^22061$/, 'IT-CAM'],
  ['GR', /^6308[67]$/, 'GR-69'],
  ['FR', /^97/, 'FR-OM'],
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
  const bare = (postcode ?? '').toUpperCase().replaceAll(/\s/g, '');
  const exception = BY_POSTCODE.find(([of, pattern]) => of === country && pattern.test(bare));
  return exception?.[2] ?? BY_COUNTRY[country] ?? country;
}
