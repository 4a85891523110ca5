import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, string } from 'fast-check';
import { cutText } from './cut-text.js';

const graphemes = (text: string): string[] =>
  Array.from(new Intl.Segmenter('nl', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);

describe('Fields longer than Exact takes are cut (D13)', () => {
  it('D13: what fits is left as it is, blanks included', () => {
    expect(cutText(' Jan  Jansen ', 13)).toBe(' Jan  Jansen ');
  });

  it('D13: at a word boundary if more than half is left', () => {
    expect(cutText('Stichting Vrienden van de Molen', 20)).toBe('Stichting Vrienden');
    expect(cutText('Vrienden van de', 12)).toBe('Vrienden van');
  });

  it('D13: else in the word', () => {
    expect(cutText('De Molenstichtingvrienden', 12)).toBe('De Molenstic');
    expect(cutText('Hoofdstraatdorpsplein', 10)).toBe('Hoofdstraa');
  });

  it('D13: no letter loses its accent, and no emoji is halved', () => {
    expect(cutText('abcde\u0301f', 5)).toBe('abcd');
    expect(cutText('abc👨‍👩‍👧‍👦d', 8)).toBe('abc');
    expect(cutText('abc🎁', 4)).toBe('abc');
  });

  it('D13: never longer than Exact takes, in UTF-16 units; a beginning of the text, whole letters only', () => {
    assert(
      property(
        string({ unit: 'grapheme', maxLength: 100, size: 'max' }),
        integer({ min: 1, max: 60 }),
        (text, length) => {
          const cut = cutText(text, length);
          expect(cut.length).toBeLessThanOrEqual(length);
          expect(text.startsWith(cut)).toBe(true);
          const whole = graphemes(text);
          expect(graphemes(cut)).toEqual(whole.slice(0, graphemes(cut).length));
          if (text.length <= length) expect(cut).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});
