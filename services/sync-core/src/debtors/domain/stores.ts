/** Countries of Amazon's European stores, by marketplace id (amazon-sp-api 2); the collective debtor of a store is named for it. */
const COUNTRY: Readonly<Record<string, string>> = {
  A1805IZSGTT6HS: 'NL',
  AMEN7PMS3EDWL: 'BE',
  A1PA6795UKMFR9: 'DE',
  A13V1IB3VIYZZH: 'FR',
  APJ6JRA9NG5V4: 'IT',
  A1RKKUPIHCS9HS: 'ES',
  A28R8C7NBKEWEA: 'IE',
  A2NODRKZP88ZB9: 'SE',
  A1C3SOZRARQ6R3: 'PL',
  A1F83G8C2ARO7P: 'GB',
  A33AVAJ2PDY3EV: 'TR',
  A2VIGQ35RCS4UG: 'AE',
  A17E79C6D8DWNP: 'SA',
  ARBP9OOSHTCHU: 'EG',
  A21TJRUUN4KGV: 'IN',
  AE08WJ6YKNBMC: 'ZA',
};

/** The country of a store; undefined for one that we do not know. */
export function countryOfStore(marketplaceId: string | undefined): string | undefined {
  return marketplaceId === undefined ? undefined : COUNTRY[marketplaceId];
}

/** Currencies of the stores that do not sell in euro. */
const CURRENCY: Readonly<Record<string, string>> = {
  SE: 'SEK',
  PL: 'PLN',
  GB: 'GBP',
  TR: 'TRY',
  AE: 'AED',
  SA: 'SAR',
  EG: 'EGP',
  IN: 'INR',
  ZA: 'ZAR',
};

/** The currency that a store sells in. */
export function currencyOfStore(marketplaceId: string | undefined): string {
  return CURRENCY[countryOfStore(marketplaceId) ?? ''] ?? 'EUR';
}
