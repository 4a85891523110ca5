import type { Buyer } from './amazon-order.js';
import type { Store } from './stores.js';

/** Invented people and companies, as many as a day needs. */
const FIRST: Readonly<Record<Store, readonly string[]>> = {
  nl: ['Sanne', 'Daan', 'Fleur', 'Bram', 'Lotte', 'Thijs'],
  de: ['Greta', 'Jonas', 'Käthe', 'Emil'],
  fr: ['Élodie', 'Mathis', 'Zoé', 'Hugo'],
  be: ['Nele', 'Wout', 'Amélie', 'Lukas'],
  it: ['Chiara', 'Luca'],
  es: ['Lucía', 'Íñigo'],
  se: ['Åsa', 'Björn'],
  pl: ['Łucja', 'Paweł'],
  uk: ['Freya', 'Alfie'],
};

const LAST: Readonly<Record<Store, readonly string[]>> = {
  nl: ['de Vries', 'van den Berg', "in 't Veld", 'Jansen', 'Bakker', 'van Dijk'],
  de: ['Müller', 'Schäfer', 'Vogel', 'Groß'],
  fr: ['Lefèvre', 'Durand', 'Petit', 'Roux'],
  be: ['Peeters', 'Claes', 'Dubois', 'Maes'],
  it: ['Rossi', 'Esposito'],
  es: ['Muñoz', 'Ibáñez'],
  se: ['Öberg', 'Lindqvist'],
  pl: ['Wójcik', 'Zieliński'],
  uk: ['Hargreaves', 'Whitcombe'],
};

const PLACE: Readonly<Record<Store, { street: string; postalCode: string; city: string }>> = {
  nl: { street: 'Voorbeeldstraat', postalCode: '1234 AB', city: 'Utrecht' },
  de: { street: 'Musterstraße', postalCode: '50667', city: 'Köln' },
  fr: { street: 'Rue de l’Exemple', postalCode: '69002', city: 'Lyon' },
  be: { street: 'Voorbeeldlaan', postalCode: '9000', city: 'Gent' },
  it: { street: 'Via Esempio', postalCode: '40121', city: 'Bologna' },
  es: { street: 'Calle Ejemplo', postalCode: '46001', city: 'València' },
  se: { street: 'Exempelgatan', postalCode: '411 03', city: 'Göteborg' },
  pl: { street: 'ul. Przykładowa', postalCode: '31-001', city: 'Kraków' },
  uk: { street: 'Example Road', postalCode: 'LS1 4AB', city: 'Leeds' },
};

/** The n-th consumer of a country. */
export function consumer(store: Store, n: number): Buyer {
  const pick = (names: readonly string[], by: number): string => names[by % names.length]!;
  const place = PLACE[store];
  return {
    name: `${pick(FIRST[store], n)} ${pick(LAST[store], n + Math.floor(n / FIRST[store].length))}`,
    street: `${place.street} ${n * 3 + 1}`,
    postalCode: place.postalCode,
    city: place.city,
    country: store === 'uk' ? 'GB' : store.toUpperCase(),
  };
}

/** The n-th company of a country. */
export function company(store: Store, n: number, more: Partial<Buyer> = {}): Buyer {
  const form = {
    nl: 'B.V.',
    de: 'GmbH',
    fr: 'SARL',
    be: 'BV',
    it: 'S.r.l.',
    es: 'S.L.',
    se: 'AB',
    pl: 'sp. z o.o.',
    uk: 'Ltd',
  };
  const base = consumer(store, n + 20);
  return { ...base, company: `Voorbeeldhandel ${n} ${form[store]}`, ...more };
}
