/** Character sets in which a report comes; the download's `Content-Type` names it (amazon-sp-api 7.3). */
export type ReportCharset = 'ISO-8859-1' | 'windows-1252' | 'UTF-8';

/** What Windows-1252 has in place of the control characters from 128 to 159; a blank stands for none. */
const WINDOWS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** A text in a character set; what it does not have becomes a question mark. */
export function encoded(text: string, charset: ReportCharset): Buffer {
  if (charset === 'UTF-8') return Buffer.from(text, 'utf8');
  return Buffer.from(Array.from(text, (character) => byteOf(character, charset)));
}

function byteOf(character: string, charset: ReportCharset): number {
  const code = character.codePointAt(0)!;
  if (code < 128 || (code > 159 && code < 256)) return code;
  const place = charset === 'windows-1252' && character !== ' ' ? WINDOWS.indexOf(character) : -1;
  return place < 0 ? 63 : 128 + place;
}
