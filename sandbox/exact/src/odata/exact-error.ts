import type { Answer } from '@connector/simulation';

/** The language of the authorising user: Exact's messages come in it. */
export type Language = 'nl' | 'en';

/** What Exact says no with. Business refusals are HTTP 500 with a readable text (exact-online 5). */
export class ExactError extends Error {
  override readonly name = 'ExactError';

  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  answer(): Answer {
    return {
      status: this.status,
      headers: this.headers,
      body: { error: { code: '', message: { lang: '', value: this.message } } },
    };
  }
}

const words = {
  exists: { nl: 'Gegeven bestaat reeds', en: 'Data already exists' },
  orderNumberExists: { nl: 'Verkoopordernummer: Bestaat reeds', en: 'Sales order number: Already exists' },
  priceExists: {
    nl: 'Moet zijn: Uniek - Artikel, Valuta, Eenheid, Aantal, Actief vanaf',
    en: 'Must be: Unique - Item, Currency, Unit, Quantity, Active from',
  },
  badReference: { nl: 'Ongeldige referentie', en: 'Invalid reference' },
  mandatory: { nl: 'Verplicht', en: 'Mandatory' },
  invalid: { nl: 'Ongeldig', en: 'Invalid' },
  inUse: { nl: 'In gebruik', en: 'In use' },
  tooLong: { nl: 'Te lang', en: 'Too long' },
  blocked: { nl: 'Geblokkeerd', en: 'Blocked' },
  periodClosed: { nl: 'Periode is afgesloten', en: 'Period is closed' },
  callback: { nl: 'Post to callback URL endpoint returns', en: 'Post to callback URL endpoint returns' },
} as const;

/** A refusal by a rule of the business: status 500, in the user's language, with the field behind a colon. */
export function businessError(language: Language, kind: keyof typeof words, field?: string): ExactError {
  const text = words[kind][language];
  return new ExactError(500, field === undefined ? text : `${text}: ${field}`);
}
