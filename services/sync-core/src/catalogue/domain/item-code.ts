import { createHash } from 'node:crypto';
import { exactLengths, type AmazonListingV1 } from '@connector/contracts';

const LONGEST = exactLengths.itemCode;
const HASH_LENGTH = 8;

/** The text that the code is made from (manual 5.1; domain I2): SKU, else the article code, else the EAN, else the ASIN. */
export function itemCodeSource(
  listing: Pick<AmazonListingV1, 'modelNumber' | 'partNumber' | 'identifiers' | 'asin'> & { sku?: string },
): string | undefined {
  const ean = listing.identifiers.find(({ type }) => type === 'ean')?.value;
  return [listing.sku, listing.modelNumber, listing.partNumber, ean, listing.asin]
    .map((text) => text?.trim())
    .find((text) => text !== undefined && text !== '');
}

/**
 * The code of an item (domain I3): the source itself where it fits and is free; else a short form that ends in a hash of the
 * whole source, so that no two sources ever share a code. `isTaken` compares without case.
 */
export function itemCodeFor(source: string, isTaken: (code: string) => boolean): string {
  if (source.length <= LONGEST && !isTaken(source)) return source;
  for (let round = 0; ; round++) {
    const code = shortForm(source, round);
    if (!isTaken(code)) return code;
  }
}

function shortForm(source: string, round: number): string {
  const hash = createHash('sha256').update(`${round}\n${source}`).digest('hex').slice(0, HASH_LENGTH).toUpperCase();
  let head = '';
  for (const { segment } of new Intl.Segmenter('nl', { granularity: 'grapheme' }).segment(source)) {
    if (head.length + segment.length > LONGEST - HASH_LENGTH - 1) break;
    head += segment;
  }
  return `${head.trimEnd()}~${hash}`;
}
