const ENTITIES = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    euro: '€',
    szlig: 'ß',
    oslash: 'ø',
    aelig: 'æ',
    oelig: 'œ',
    aring: 'å',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    hellip: '…',
    bull: '•',
    middot: '·',
    deg: '°',
    plusmn: '±',
    times: '×',
    frac12: '½',
    sup2: '²',
    sup3: '³',
    copy: '©',
    reg: '®',
    trade: '™',
  }),
);

/** Marks of named letters such as `&eacute;` and `&Ouml;`. */
const MARKS = new Map(
  Object.entries({
    grave: '\u0300',
    acute: '\u0301',
    circ: '\u0302',
    tilde: '\u0303',
    uml: '\u0308',
    cedil: '\u0327',
    caron: '\u030C',
  }),
);

/** Plain text of a title or description (domain I11): tags out, entities decoded, blanks collapsed. */
export function plainText(text: string | undefined): string {
  return (text ?? '')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi,
      (all: string, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return named(name) ?? all;
        const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
        return point > 0 && point <= 0x10_ff_ff && (point < 0xd8_00 || point > 0xdf_ff)
          ? String.fromCodePoint(point)
          : ' ';
      },
    )
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function named(name: string): string | undefined {
  const [, letter, mark = ''] = /^([a-z])([a-z]+)$/i.exec(name) ?? [];
  if (letter !== undefined && MARKS.get(mark) !== undefined) return `${letter}${MARKS.get(mark)}`.normalize('NFC');
  const found = ENTITIES.get(name.toLowerCase());
  // a large letter has a name of its own: &Oslash; is not &oslash;
  return /^[A-Z][a-z]/.test(name) ? found?.toUpperCase() : found;
}
