import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { splitName } from './split-name.js';

describe('The name of a contact (D4)', () => {
  it('D4: the first word is the first name, the rest the last name: van der Berg stays whole', () => {
    expect(splitName('Jan van der Berg')).toEqual({ firstName: 'Jan', lastName: 'van der Berg' });
    expect(splitName('Anna Jansen')).toEqual({ firstName: 'Anna', lastName: 'Jansen' });
  });

  it('D4: one word alone is the last name', () => {
    expect(splitName('Madonna')).toEqual({ lastName: 'Madonna' });
  });

  it('D4: blanks around and between do not count; only blanks is no name', () => {
    expect(splitName('  Jan \t Jansen ')).toEqual({ firstName: 'Jan', lastName: 'Jansen' });
    expect(splitName('  ')).toBeUndefined();
    expect(splitName('')).toBeUndefined();
  });

  it('D4: no word is lost', () => {
    assert(
      property(string(), (name) => {
        const { firstName, lastName } = splitName(name) ?? {};
        const words = [firstName, lastName].filter((part) => part !== undefined).join(' ');
        expect(words).toBe(name.trim().replaceAll(/\s+/g, ' '));
      }),
    );
  });
});
