import { describe, expect, it } from '@jest/globals';
import type { AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { withDefaults, type Installation } from '../../installation/domain/installation.js';
import { planDebtor } from './plan-debtor.js';

const NL = 'A1805IZSGTT6HS';
const order = { marketplaceId: NL, fulfilledBy: 'MERCHANT', programs: [] as string[], shipToCountry: 'NL' };
const street = { addressLine1: 'Dorpsstraat 1', postalCode: '1012 AB', city: 'Amsterdam', countryCode: 'NL' };
const jan = {
  buyerName: 'Jan van der Berg',
  buyerEmail: 'relay@example.test',
  deliveryAddress: { ...street, name: 'Jan van der Berg', phone: '+31 20 1234567' },
  giftMessages: [],
};
const company = {
  ...jan,
  taxRegistration: { legalName: 'Berg B.V.', type: 'VAT', number: '123456789B01', address: street },
};

function plan(
  personal: AmazonOrderPersonalDataV1 | undefined,
  more: Partial<typeof order> = {},
  installation: Partial<Installation> = {},
) {
  const result = planDebtor(
    { ...order, ...more },
    personal,
    withDefaults({ marketplaceIds: [NL], ...installation }),
    'NL',
  );
  if (!result.ok) throw new Error(result.reason);
  return result.plan;
}

describe('Name and address of the account (D1, D2)', () => {
  it('D1: a person: the buyer, else the recipient', () => {
    expect(plan(jan).account.name).toBe('Jan van der Berg');
    const { buyerName: _, ...withoutName } = jan;
    const toAnna = { ...withoutName, deliveryAddress: { ...street, name: 'Anna Jansen' } };
    expect(plan(toAnna).account.name).toBe('Anna Jansen');
  });

  it('D1: a company: the legal name of its tax registration, else the company that the buyer names', () => {
    expect(plan({ ...company, buyerCompanyName: 'Berg' }).account.name).toBe('Berg B.V.');
    expect(plan({ ...jan, buyerCompanyName: 'Berg' }).account.name).toBe('Berg');
  });

  it('D1: the company of the delivery address only on a business order', () => {
    const toOffice = { ...jan, deliveryAddress: { ...street, name: 'Jan van der Berg', companyName: 'Berg Kantoor' } };
    expect(plan(toOffice).account.name).toBe('Jan van der Berg');
    expect(plan(toOffice, { programs: ['AMAZON_BUSINESS'] }).account.name).toBe('Berg Kantoor');
  });

  it('D2: the address of the tax registration if it has one, else that of the recipient; no missing part is an error', () => {
    const address = { addressLine1: 'Kade 9', postalCode: '3011 AA', city: 'Rotterdam', countryCode: 'NL' };
    const registered = { ...company, taxRegistration: { ...company.taxRegistration, address } };
    expect(plan(registered).account).toMatchObject({ addressLine1: 'Kade 9', postcode: '3011 AA', city: 'Rotterdam' });
    expect(plan(jan).account).toMatchObject({ addressLine1: 'Dorpsstraat 1', country: 'NL' });
    expect(plan({ ...jan, deliveryAddress: { addressLine1: 'Kade 9' } }).account).toMatchObject({ country: 'NL' });
  });

  it('D2: no address at all: the country of the store', () => {
    const { shipToCountry: _, ...nowhere } = order;
    const known: AmazonOrderPersonalDataV1 = {
      buyerName: 'Jan',
      taxRegistration: { number: 'NL123456789B01' },
      giftMessages: [],
    };
    const german = planDebtor(
      { ...nowhere, marketplaceId: 'A1PA6795UKMFR9' },
      known,
      withDefaults({ marketplaceIds: [] }),
      'NL',
    );
    expect(german).toMatchObject({ plan: { account: { country: 'DE' } } });
  });
});

describe('Reach and contact (D3, D4)', () => {
  it('D3: phone and e-mail, unless the installation leaves them out', () => {
    expect(plan(jan).account).toMatchObject({ email: 'relay@example.test', phone: '+31 20 1234567' });
    const { account, contact } = plan(jan, {}, { keepEmail: false, keepPhone: false });
    for (const part of [account, contact])
      expect(Object.keys(part ?? {})).not.toEqual(expect.arrayContaining(['email']));
    expect(account).not.toHaveProperty('phone');
  });

  it('D3: a VAT number is believed when its form is right for the country, else it is absent', () => {
    expect(plan(company)).toMatchObject({ vatNumber: 'NL123456789B01', adoptByVatNumber: true });
    const wrong = plan({ ...company, taxRegistration: { ...company.taxRegistration, number: '12' } });
    expect(wrong.adoptByVatNumber).toBe(false);
    expect(wrong.account).not.toHaveProperty('vatNumber');
  });

  it('D3: a business in Belfast has a number of Northern Ireland', () => {
    const address = { addressLine1: 'High Street 1', postalCode: 'BT1 5GS', countryCode: 'GB' };
    const belfast = { ...company, taxRegistration: { number: '123456789', address } };
    expect(plan(belfast).vatNumber).toBe('XI123456789');
  });

  it('D4: the contact has the name of the person and the same reach', () => {
    expect(plan(jan).contact).toEqual({
      firstName: 'Jan',
      lastName: 'van der Berg',
      email: 'relay@example.test',
      phone: '+31 20 1234567',
    });
  });

  it("D4: a company order without a person's name gets no contact", () => {
    const { taxRegistration } = company;
    expect(plan({ taxRegistration, giftMessages: [] })).not.toHaveProperty('contact');
    expect(plan({ ...company, buyerName: 'BERG BV', deliveryAddress: street })).not.toHaveProperty('contact');
  });
});

describe('Which debtor (D5 to D11)', () => {
  it('D5: the same buyer is the same identity, whatever the relay e-mail', () => {
    expect(plan({ ...jan, buyerEmail: 'other@example.test' }).identity).toBe(plan(jan).identity);
    expect(plan({ ...company, buyerName: 'Piet' }).identity).toBe(plan(company).identity);
  });

  it('D9: one per buyer, unless the setting says otherwise', () => {
    expect(plan(jan).collective).toBe(false);
    const collective = plan(jan, {}, { debtorMode: 'collective' });
    expect(collective).toMatchObject({ collective: true, account: { name: 'Amazon NL', country: 'NL' } });
    expect(plan({ ...jan, buyerName: 'Anna' }, {}, { debtorMode: 'collective' }).identity).toBe(collective.identity);
  });

  it('D9: hybrid: businesses and what the merchant sends their own, consumers of Amazon collective', () => {
    const hybrid = { debtorMode: 'hybrid' } as const;
    const afn = { fulfilledBy: 'AMAZON' };
    expect(plan(jan, {}, hybrid).collective).toBe(false);
    expect(plan(jan, afn, hybrid).collective).toBe(true);
    expect(plan(jan, { ...afn, programs: ['AMAZON_BUSINESS'] }, hybrid).collective).toBe(false);
  });

  it('D9: in every mode a buyer with a VAT number has an own account', () => {
    for (const debtorMode of ['per-buyer', 'collective', 'hybrid'] as const)
      expect(plan(company, { fulfilledBy: 'AMAZON' }, { debtorMode }).collective).toBe(false);
  });

  it('D10: without a name, or with neither VAT number nor street, the collective debtor in every mode', () => {
    const nameless = { deliveryAddress: street, giftMessages: [] };
    const homeless = { ...jan, deliveryAddress: { postalCode: '1012 AB', city: 'Amsterdam', countryCode: 'NL' } };
    for (const debtorMode of ['per-buyer', 'collective', 'hybrid'] as const)
      for (const little of [nameless, homeless, undefined])
        expect(plan(little, {}, { debtorMode })).toMatchObject({ collective: true, account: { name: 'Amazon NL' } });
  });

  it('D10: a street that stands in the second line is a street', () => {
    const second = { addressLine2: 'Dorpsstraat 1', postalCode: '1012 AB', countryCode: 'NL' };
    expect(plan({ ...jan, deliveryAddress: second }).collective).toBe(false);
  });

  it('D11: where Amazon is the buyer, the account that the installation names; until then held', () => {
    const bought = { ...order, programs: ['INVOICE_BY_AMAZON'] };
    const installation = withDefaults({ marketplaceIds: [NL] });
    expect(planDebtor(bought, jan, installation, 'NL')).toEqual({
      ok: false,
      reason: 'invoice_by_amazon_debtor_missing',
      detail: {},
    });
    const named = planDebtor(bought, { ...jan, buyerCompanyName: 'Amazon EU Sarl' }, installation, 'NL');
    expect(named).toMatchObject({ detail: { proposal: 'Amazon EU Sarl' } });
    const other = planDebtor(bought, { ...jan, buyerCompanyName: 'Bakkerij Berg' }, installation, 'NL');
    expect(other).toMatchObject({ detail: {} });
    const amazonDebtor = { name: 'Amazon Business EU', vatNumber: 'LU12345678', country: 'LU' };
    expect(planDebtor(bought, jan, { ...installation, amazonDebtor }, 'NL')).toMatchObject({
      plan: {
        account: amazonDebtor,
        adoptByVatNumber: true,
        deliveryAddress: { address: { addressLine1: 'Jan van der Berg', addressLine2: 'Dorpsstraat 1' } },
      },
    });
  });

  it('D11: an account that exists is named by its code and adopted; another name or code is another account', () => {
    const bought = { programs: ['INVOICE_BY_AMAZON'] };
    const amazonDebtor = { name: 'Amazon EU', country: 'LU', vatNumber: 'LU12345678' };
    const made = plan(jan, bought, { amazonDebtor });
    const existing = plan(jan, bought, { amazonDebtor: { ...amazonDebtor, accountCode: '900' } });
    expect(existing).toMatchObject({ accountCode: '900', adoptByVatNumber: false, vatNumber: 'LU12345678' });
    expect(existing.identity).not.toBe(made.identity);
    expect(made).not.toHaveProperty('accountCode');
  });

  it('D9: the collective debtor of a store is an existing account where the installation names one', () => {
    const collective = { debtorMode: 'collective', collectiveDebtors: { NL: '1500' } } as const;
    expect(plan(jan, {}, collective)).toMatchObject({ accountCode: '1500', identity: 'account|1500' });
    const german = plan(jan, { marketplaceId: 'A1PA6795UKMFR9' }, collective);
    expect(german).toMatchObject({ account: { name: 'Amazon DE' }, identity: 'collective|DE' });
    expect(plan(undefined, {}, { collectiveDebtors: { NL: '1500' } }).accountCode).toBe('1500');
  });
});

describe('What is carried out and shown (D2, D3)', () => {
  it('D2: that Amazon gave no address, and the country of the store stands there', () => {
    expect(plan({ buyerName: 'Jan', giftMessages: [] }).shown).toEqual([{ code: 'no_address', country: 'NL' }]);
    expect(plan(jan).shown).toEqual([]);
  });

  it('D3: that a VAT number does not have its form', () => {
    const odd = { ...company, taxRegistration: { ...company.taxRegistration, number: '12345' } };
    expect(plan(odd)).toMatchObject({ shown: [{ code: 'vat_number_unusable', country: 'NL' }] });
    expect(plan(odd)).not.toHaveProperty('vatNumber');
    expect(plan({ ...company, taxRegistration: { ...company.taxRegistration, number: ' ' } }).shown).toEqual([]);
    expect(plan(company).shown).toEqual([]);
  });
});
