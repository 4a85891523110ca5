import { describe, expect, it } from '@jest/globals';
import { exactLengths, type AmazonAddressV1, type AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { assert, option, property, record, string } from 'fast-check';
import { withDefaults, type Installation } from '../../installation/domain/installation.js';
import { planDebtor } from './plan-debtor.js';

const NL = 'A1805IZSGTT6HS';
const order = { marketplaceId: NL, fulfilledBy: 'MERCHANT', programs: [] as string[], shipToCountry: 'NL' };
const home = { addressLine1: 'Dorpsstraat 1', postalCode: '1012 AB', city: 'Amsterdam', countryCode: 'NL' };
const office = { addressLine1: 'Kade 9', postalCode: '3011 AA', city: 'Rotterdam', countryCode: 'NL' };
const company = { legalName: 'Berg B.V.', number: 'NL123456789B01', address: office };

function plan(
  deliveryAddress: AmazonAddressV1,
  personal: Partial<AmazonOrderPersonalDataV1> = {},
  more: Partial<typeof order> = {},
  installation: Partial<Installation> = {},
) {
  const settings = withDefaults({ marketplaceIds: [NL], ...installation });
  const all = { buyerName: 'Jan Jansen', deliveryAddress, giftMessages: [], ...personal };
  const result = planDebtor({ ...order, ...more }, all, settings, 'NL');
  if (!result.ok) throw new Error(result.reason);
  return result.plan;
}
const deliveryOf = (...given: Parameters<typeof plan>) => plan(...given).deliveryAddress?.address;

describe('Where the goods go (D12)', () => {
  it('D12: to the buyer at the address of the account: no delivery address', () => {
    expect(deliveryOf({ ...home, name: 'JAN JANSEN' })).toBeUndefined();
    expect(deliveryOf(home)).toBeUndefined();
  });

  it('D12: to another place: a delivery address', () => {
    expect(deliveryOf({ ...home, name: 'Jan Jansen' }, { taxRegistration: company })).toEqual({
      addressLine1: 'Dorpsstraat 1',
      postcode: '1012 AB',
      city: 'Amsterdam',
      country: 'NL',
    });
  });

  it.each([{ addressLine1: 'Kade 10' }, { postalCode: '3011 AB' }, { city: 'Delft' }, { countryCode: 'BE' }])(
    'D12: another street, postcode, city or country is another place: %o',
    (other) => {
      expect(deliveryOf(office, { taxRegistration: company })).toBeUndefined();
      expect(deliveryOf({ ...office, ...other }, { taxRegistration: company })).toMatchObject({
        country: expect.any(String),
      });
    },
  );

  it('D12: to somebody else he stands in line 1, the street follows', () => {
    const gift = { ...home, name: 'Anna de Vries', addressLine2: '3 hoog' };
    expect(deliveryOf(gift)).toMatchObject({
      addressLine1: 'Anna de Vries',
      addressLine2: 'Dorpsstraat 1',
      addressLine3: '3 hoog',
    });
    const locker = { ...home, name: 'Jan Jansen', companyName: 'Pakketkluis 12' };
    expect(deliveryOf(locker)).toMatchObject({ addressLine1: 'Pakketkluis 12', addressLine2: 'Dorpsstraat 1' });
  });

  it('D12: what does not fit in three lines is joined in the third', () => {
    const three = { ...home, addressLine2: '3 hoog', addressLine3: 'achter', name: 'Anna de Vries' };
    expect(deliveryOf(three)).toMatchObject({ addressLine2: 'Dorpsstraat 1', addressLine3: '3 hoog, achter' });
  });

  it('D12: no line stands there twice where the second was empty', () => {
    const gap = { ...home, addressLine3: 'achterom', name: 'Jan Jansen' };
    const address = deliveryOf(gap, { taxRegistration: company });
    expect(address).toMatchObject({ addressLine1: 'Dorpsstraat 1', addressLine2: 'achterom' });
    expect(address).not.toHaveProperty('addressLine3');
  });

  it('D12: the person of a company is no stranger to it, nor is the company', () => {
    const person = { ...office, name: 'Jan Jansen' };
    const itself = { ...office, companyName: 'BERG BV', name: 'Ontvangst' };
    expect(deliveryOf(person, { taxRegistration: company })).toBeUndefined();
    expect(deliveryOf(itself, { taxRegistration: company })).toBeUndefined();
  });

  it('D12: on a collective debtor every buyer stands there', () => {
    const collective = { debtorMode: 'collective' } as const;
    expect(deliveryOf({ ...home, name: 'Jan Jansen' }, {}, {}, collective)).toMatchObject({
      addressLine1: 'Jan Jansen',
      addressLine2: 'Dorpsstraat 1',
    });
  });

  it('D12: AFN orders have none: Amazon delivers them', () => {
    expect(deliveryOf({ ...home, name: 'Anna de Vries' }, {}, { fulfilledBy: 'AMAZON' })).toBeUndefined();
  });

  it('D12: the same place for the same recipient is made once', () => {
    const one = plan({ ...home, name: 'Anna de Vries' }).deliveryAddress?.identity;
    expect(plan({ ...home, name: 'ANNA DE VRIES', city: 'amsterdam' }).deliveryAddress?.identity).toBe(one);
    expect(plan({ ...home, name: 'Bert de Vries' }).deliveryAddress?.identity).not.toBe(one);
  });
});

describe('What is too long for Exact (D13)', () => {
  const long = 'Stichting Vrienden van de Molen en het Molenaarshuis te Ons Dorp';

  it('D13: is cut, and named; a cut name stands whole in line 1 of a delivery address', () => {
    const { account, cut, deliveryAddress } = plan({ ...home, name: long }, { buyerName: long });
    expect(account.name).toBe('Stichting Vrienden van de Molen en het');
    expect(cut).toContain('Name');
    expect(deliveryAddress?.address).toMatchObject({ addressLine1: long, addressLine2: 'Dorpsstraat 1' });
  });

  it('D13: a cut line of a delivery address is named as such', () => {
    const { cut } = plan({ ...home, name: 'Anna', city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch' });
    expect(cut).toEqual(['City', 'delivery City']);
  });

  it('D13: so is the name of an account that the installation names', () => {
    const amazonDebtor = { name: long, country: 'LU' };
    expect(plan(home, {}, { programs: ['INVOICE_BY_AMAZON'] }, { amazonDebtor }).cut).toEqual(['Name']);
  });

  it('D13: whatever Amazon sends, Exact gets no field that is longer than it takes', () => {
    const text = option(string({ unit: 'grapheme', minLength: 1, maxLength: 200, size: 'max' }), { nil: undefined });
    const anything = record({ name: text, line1: text, line2: text, line3: text, city: text, code: text, phone: text });
    const { accountName, contactName, postcode, city, phone, addressLine } = exactLengths;
    const lengths: Record<string, number> = {
      name: accountName,
      postcode,
      city,
      phone,
      firstName: contactName,
      lastName: contactName,
    };
    assert(
      property(anything, text, text, ({ name, line1, line2, line3, code, ...place }, buyerName, companyName) => {
        const given = {
          name,
          addressLine1: line1,
          addressLine2: line2,
          addressLine3: line3,
          postalCode: code,
          ...place,
        };
        const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        const personal = {
          ...(buyerName === undefined ? {} : { buyerName }),
          ...(companyName === undefined ? {} : { buyerCompanyName: companyName }),
        };
        const { account, contact, deliveryAddress } = plan(present, personal);
        for (const part of [account, contact ?? {}, deliveryAddress?.address ?? {}])
          for (const [field, value] of Object.entries(part))
            expect(String(value).length).toBeLessThanOrEqual(lengths[field] ?? addressLine);
      }),
      { numRuns: 200 },
    );
  });
});
