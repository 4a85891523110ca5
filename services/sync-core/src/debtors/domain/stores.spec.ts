import { describe, expect, it } from '@jest/globals';
import { countryOfStore } from './stores.js';

describe('The country of a store names its collective debtor (D9)', () => {
  it('D9: the stores of Amazon in Europe', () => {
    expect(countryOfStore('A1805IZSGTT6HS')).toBe('NL');
    expect(countryOfStore('A1PA6795UKMFR9')).toBe('DE');
    expect(countryOfStore('A1F83G8C2ARO7P')).toBe('GB');
    expect(countryOfStore('AMEN7PMS3EDWL')).toBe('BE');
  });

  it('D9: a store that is not known has none', () => {
    expect(countryOfStore('ATVPDKIKX0DER')).toBeUndefined();
    expect(countryOfStore(undefined)).toBeUndefined();
  });
});
