import type { AmazonListingV1 } from '@connector/contracts';

/** The barcode of a listing (domain I11): EAN; UPC as EAN with a leading 0; ISBN-13 as it is. A wrong check digit: none. */
export function barcodeOf(identifiers: AmazonListingV1['identifiers']): string | undefined {
  for (const [type, prefix] of [
    ['ean', ''],
    ['upc', '0'],
    ['isbn', ''],
    ['gtin', ''],
  ] as const) {
    const value = identifiers.find((identifier) => identifier.type === type)?.value.replaceAll(/[\s-]/g, '');
    if (value !== undefined && isEan13(`${prefix}${value}`)) return `${prefix}${value}`;
  }
  return undefined;
}

function isEan13(digits: string): boolean {
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
