const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  eacute: 'é',
  uuml: 'ü',
  ouml: 'ö',
  auml: 'ä',
  szlig: 'ß',
};

/** Plain text of a title or description (domain I11): tags out, entities decoded, blanks collapsed. */
export function plainText(text: string | undefined): string {
  return (text ?? '')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi,
      (all: string, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
        const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
        return point > 0 && point <= 0x10_ff_ff && (point < 0xd8_00 || point > 0xdf_ff)
          ? String.fromCodePoint(point)
          : ' ';
      },
    )
    .replaceAll(/[\s\u0000-\u001F]+/g, ' ')
    .trim();
}
