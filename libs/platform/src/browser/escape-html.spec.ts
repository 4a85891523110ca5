import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { escapeHtml } from './escape-html.js';
import { pageHtml } from './merchant-page.js';

const page = { titleNl: 'Gelukt', titleEn: 'Done', nl: 'Het werkt met {name}.', en: 'It works with {name}.' };

describe('the pages that a merchant sees', () => {
  it('show names as people typed them, and nothing in a name becomes a part of the page', () => {
    assert(
      property(string({ unit: 'grapheme' }), (name) => {
        expect(escapeHtml(name)).not.toMatch(/[<>"']/);
        const tags = (named: string): string[] | null => pageHtml(page, { named }).match(/<(?!\/)[a-z!]+/g);
        expect(tags(name)).toEqual(tags(''));
      }),
    );
  });
});
