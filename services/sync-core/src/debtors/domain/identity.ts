const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe', ς: 'σ' };

/** A text as it counts for identity: case, marks, punctuation and blanks do not (domain D5). */
export function normalised(text: string | undefined): string {
  return (text ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßłøđæœς]/g, (letter) => LETTERS[letter]!)
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Who a buyer is: the VAT number where there is one, else name, postcode, street and country. Never the relay e-mail. */
export function buyerIdentity(buyer: {
  vatNumber?: string | undefined;
  name: string;
  postcode?: string | undefined;
  lines: readonly (string | undefined)[];
  country?: string | undefined;
}): string {
  if (buyer.vatNumber !== undefined) return `vat|${buyer.vatNumber}`;
  return ['person', buyer.name, buyer.postcode, buyer.lines.map((line) => normalised(line)).join(''), buyer.country]
    .map(normalised)
    .join('|');
}

/** Which place an address is: of a recipient, if it goes to somebody else. */
export function addressIdentity(address: {
  recipient?: string | undefined;
  lines: readonly (string | undefined)[];
  postcode?: string | undefined;
  city?: string | undefined;
  country?: string | undefined;
}): string {
  const { recipient, lines, postcode, city, country } = address;
  return [recipient, lines.map((line) => normalised(line)).join(''), postcode, city, country].map(normalised).join('|');
}
