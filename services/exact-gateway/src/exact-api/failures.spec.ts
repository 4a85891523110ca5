import { reasonCatalogue } from '@connector/contracts';
import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, property, string } from 'fast-check';
import { failureOf, UnclearFailure } from './failures.js';

const body = (value: string): string => JSON.stringify({ error: { code: '', message: { lang: '', value } } });

/** The texts of exact-online 5, each in Dutch and in English. */
const TEXTS: readonly (readonly [reasonCode: string, nl: string, en: string])[] = [
  ['exact_duplicate', 'Gegeven bestaat reeds: Code', 'Data already exists: Code'],
  ['exact_duplicate', 'Verkoopordernummer: Bestaat reeds', 'Sales order number: Already exists'],
  [
    'exact_duplicate',
    'Moet zijn: Uniek - Artikel, Valuta, Eenheid, Aantal, Actief vanaf',
    'Must be: Unique - Item, Currency, Unit, Quantity, Active from',
  ],
  ['exact_bad_reference', 'Ongeldige referentie: BTW-code', 'Invalid reference: VAT code'],
  ['exact_bad_reference', 'Ongeldige referentie: PaymentCondition', 'Invalid reference: PaymentCondition'],
  ['exact_bad_reference', 'Ongeldige referentie: ItemGroup', 'Invalid reference: Item group'],
  ['exact_bad_reference', 'Ongeldige referentie: Artikelgroep', 'Invalid reference: ItemGroup'],
  ['exact_record_gone', 'Ongeldige referentie: Besteld door', 'Invalid reference: Ordered by'],
  ['exact_record_gone', 'Ongeldige referentie: Artikel', 'Invalid reference: Item'],
  ['exact_missing_field', 'Verplicht: Naam', 'Mandatory: Name'],
  ['exact_invalid_value', 'Ongeldig: Land', 'Invalid: Country'],
  ['exact_invalid_value', 'Te lang: Plaats', 'Too long: City'],
  ['exact_debtor_blocked', 'Geblokkeerd: Besteld door', 'Blocked: OrderedBy'],
  ['exact_debtor_blocked', 'Ongeldig: OrderedBy', 'Invalid: Ordered by'],
  ['exact_item_ended', 'Ongeldig: Artikel', 'Invalid: Item'],
  ['exact_invalid_value', 'Ongeldig: Artikelgroep', 'Invalid: ItemGroup'],
  ['exact_period_closed', 'Periode is afgesloten: 2026-11', 'Period is closed: 2026-11'],
  ['exact_period_closed', 'Ongeldige referentie: Boekjaar', 'Invalid reference: ReportingYear'],
  ['exact_wrong_division', 'Wrong Division', 'Wrong Division'],
];

describe('what a refusal means', () => {
  it.each(TEXTS)('%s: "%s", "%s"', (reasonCode, nl, en) => {
    for (const text of [nl, en, nl.toUpperCase()]) {
      const failure = failureOf(500, body(text));
      expect(failure.reasonCode).toBe(reasonCode);
      expect(failure.message).toBe(text);
    }
  });

  it('a text that nobody knows is kept word for word', () => {
    const failure = failureOf(500, body('De maan staat verkeerd'));
    expect([failure.failureClass, failure.reasonCode, failure.message]).toEqual([
      'business',
      'exact_unknown_refusal',
      'De maan staat verkeerd',
    ]);
  });

  it('a status outside 500 has its own meaning', () => {
    expect(failureOf(401, '')).toMatchObject({
      failureClass: 'credentials',
      reasonCode: 'exact_reauthorisation_needed',
    });
    expect(failureOf(403, body('Forbidden'))).toMatchObject({
      failureClass: 'credentials',
      reasonCode: 'exact_no_right',
    });
    expect(failureOf(404, body('Not found'))).toMatchObject({
      failureClass: 'business',
      reasonCode: 'exact_record_gone',
    });
    expect(failureOf(400, body('Bad query'))).toMatchObject({ failureClass: 'bug', reasonCode: 'unexpected_error' });
  });

  it.each([
    [408, ''],
    [500, ''],
    [500, body('An error has occurred. Please try again later.')],
    [500, body('Er is een fout opgetreden.')],
    [500, '<html>'],
    [502, '<html>'],
    [503, body('Service unavailable')],
    [504, ''],
  ])('%i %s says nothing of the effect: it is unclear', (status, text) => {
    expect(failureOf(status, text)).toBeInstanceOf(UnclearFailure);
  });

  it('whatever Exact says, the reason is in the catalogue with the class given there, and the text stays short', () => {
    assert(
      property(
        constantFrom(400, 401, 403, 404, 408, 409, 500, 502, 503),
        string({ maxLength: 400 }),
        (status, text) => {
          const failure = failureOf(status, body(text));
          expect(reasonCatalogue).toHaveProperty(failure.reasonCode);
          expect(reasonCatalogue[failure.reasonCode as keyof typeof reasonCatalogue].failureClass).toBe(
            failure.failureClass,
          );
          expect(failure.message.length).toBeLessThanOrEqual(240);
        },
      ),
    );
  });
});
