import { describe, expect, it } from '@jest/globals';
import { collectorOf } from './tax-collector.js';

const facilitator = { model: 'MARKETPLACE_FACILITATOR', responsibleParty: 'Amazon Services Europe' };
const of = (reportingSchemes: string[], taxCollections: { model?: string }[] = []) =>
  collectorOf({ reportingSchemes, taxCollections });

describe('Who collects the VAT of a line (M8)', () => {
  it('M8: without a scheme and without a collection the merchant does', () => {
    expect(of([])).toEqual({ who: 'merchant', scheme: 'none' });
  });

  it('M8: Amazon does where a MARKETPLACE_FACILITATOR collection stands', () => {
    expect(of([], [facilitator])).toEqual({ who: 'amazon', scheme: 'none' });
    expect(of(['UOSS'], [facilitator])).toEqual({ who: 'amazon', scheme: 'UOSS' });
  });

  it.each(['IOSS', 'GB_VOEC', 'NO_VOEC', 'JE_VOEC', 'CH_SUPPLIER_IMPORT'])('M8: Amazon does under %s', (scheme) => {
    expect(of([scheme])).toEqual({ who: 'amazon', scheme });
    expect(of(['UOSS', scheme])).toEqual({ who: 'amazon', scheme });
  });

  it('M8: UOSS without a collection holds the order until somebody says who collects', () => {
    expect(of(['UOSS'])).toEqual({ who: 'unknown', what: 'UOSS' });
  });

  it('M8: whoever the installation names collects what is marked UOSS; a collection by Amazon goes before it', () => {
    const uoss = { reportingSchemes: ['UOSS'], taxCollections: [] };
    expect(collectorOf(uoss, 'merchant')).toEqual({ who: 'merchant', scheme: 'UOSS' });
    expect(collectorOf(uoss, 'amazon')).toEqual({ who: 'amazon', scheme: 'UOSS' });
    expect(collectorOf({ ...uoss, taxCollections: [facilitator] }, 'merchant')).toEqual({
      who: 'amazon',
      scheme: 'UOSS',
    });
    expect(collectorOf({ reportingSchemes: ['IOSS'], taxCollections: [] }, 'merchant').who).toBe('amazon');
  });

  it('M11: an unknown scheme holds the order and is named, a collection beside it or not', () => {
    const unknown = { who: 'unknown', what: 'MOON_VOEC' };
    expect(of(['MOON_VOEC'])).toEqual(unknown);
    expect(of(['MOON_VOEC'], [facilitator])).toEqual(unknown);
    expect(of(['IOSS', 'MOON_VOEC'])).toEqual(unknown);
  });

  it('M11: so does an unknown collection model, or none', () => {
    expect(of(['IOSS'], [facilitator, { model: 'SOMEBODY_ELSE' }])).toEqual({ who: 'unknown', what: 'SOMEBODY_ELSE' });
    expect(of([], [{}])).toMatchObject({ who: 'unknown' });
  });
});
