/**
 * A text cut to Exact's length, in UTF-16 units (domain D13): at a word boundary if more than half is left, else at the
 * boundary of a grapheme, so that no letter loses its accent and no emoji is halved.
 */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter('nl', { granularity: 'grapheme' }).segment(text)) {
    if (cut.length + segment.length > length) break;
    cut += segment;
  }
  const endsAtWord = /\s/.test(text.charAt(cut.length));
  const lastBlank = cut.search(/\s\S*$/);
  const words = endsAtWord || lastBlank < 0 ? cut : cut.slice(0, lastBlank);
  return (words.length > length / 2 ? words : cut).trimEnd();
}
