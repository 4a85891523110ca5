import { pageHtml } from '@connector/platform';
import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { choiceForm, pages } from './consent-pages.js';

describe('the pages of the consent at Exact Online', () => {
  it.each(Object.entries(pages))('%s: says it in Dutch, with English beside it', (_name, page) => {
    const html = pageHtml(page);
    for (const text of [page.titleNl, page.titleEn, page.nl.split('{')[0]!, page.en.split('{')[0]!])
      expect(html).toContain(text);
    expect(html).toContain('<html lang="nl">');
    expect(html).toContain('<section lang="en">');
  });

  it('offer administrations by the names that people typed, and nothing in a name becomes a part of the form', () => {
    const tags = (name: string): string[] | null => choiceForm('choice', [{ code: 1, name }]).match(/<(?!\/)[a-z!]+/g);
    assert(property(string({ unit: 'grapheme' }), (name) => expect(tags(name)).toEqual(tags(''))));
  });
});
