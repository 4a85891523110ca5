import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { plainText } from './item-text.js';

describe('Titles and descriptions are plain text (I11)', () => {
  it('I11: tags out', () => {
    expect(plainText('<p>A <b>blue</b> mug<br/>300 ml</p>')).toBe('A blue mug 300 ml');
    expect(plainText('less < more')).toBe('less < more');
  });

  it('I11: entities decoded, by name and by number', () => {
    expect(plainText('Caf&eacute; &amp; M&uuml;ller &lt;3&gt; &quot;8&quot;')).toBe('Café & Müller <3> "8"');
    expect(plainText('&#8364;&#x20AC;&euro;')).toBe('€€€');
    expect(plainText('20&deg; &ndash; 30&nbsp;&times;&nbsp;40 &trade;')).toBe('20° – 30 × 40 ™');
  });

  it('I11: a large letter stays large', () => {
    expect(plainText('&Uuml;ber &Oslash;re &Eacute;t&eacute; &ccedil;a')).toBe('Über Øre Été ça');
  });

  it('I11: what is no entity stays as it is, and a number that is no character is a blank', () => {
    expect(plainText('a &constructor; &toString; &econstructor;')).toBe('a &constructor; &toString; &econstructor;');
    expect(plainText('R&D; &unheard; AT&T')).toBe('R&D; &unheard; AT&T');
    expect(plainText('a&#0;b&#xD800;c&#x110000;d')).toBe('a b c d');
  });

  it('I11: blanks collapsed, those around it cut; nothing is an empty text', () => {
    expect(plainText('  a\t b\n\n c\u0000d  ')).toBe('a b c d');
    expect(plainText(undefined)).toBe('');
    expect(plainText('<br>&nbsp;')).toBe('');
  });

  it('I11: no control character, no double blank, no blank at an end', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const plain = plainText(text);
        expect(plain).toBe(plain.trim());
        expect(plain).not.toMatch(/\s\s|\p{Cc}/u);
      }),
    );
  });
});
