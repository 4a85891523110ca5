/** Marketplaces that may be asked, by region, with the currency of each (amazon-sp-api 2). A foreign id in a search is refused with the whole request. */
const BY_REGION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  eu: {
    A1805IZSGTT6HS: 'EUR',
    AMEN7PMS3EDWL: 'EUR',
    A1PA6795UKMFR9: 'EUR',
    A13V1IB3VIYZZH: 'EUR',
    APJ6JRA9NG5V4: 'EUR',
    A1RKKUPIHCS9HS: 'EUR',
    A28R8C7NBKEWEA: 'EUR',
    AE08WJ6YKNBMC: 'ZAR',
    A2NODRKZP88ZB9: 'SEK',
    A1C3SOZRARQ6R3: 'PLN',
    A1F83G8C2ARO7P: 'GBP',
    A33AVAJ2PDY3EV: 'TRY',
    A2VIGQ35RCS4UG: 'AED',
    A17E79C6D8DWNP: 'SAR',
    ARBP9OOSHTCHU: 'EGP',
    A21TJRUUN4KGV: 'INR',
  },
  na: { ATVPDKIKX0DER: 'USD', A2EUQ1WTGCTBG2: 'CAD', A1AM78C64UM0Y8: 'MXN', A2Q3Y263D00KWC: 'BRL' },
  fe: { A1VC38T7YXB528: 'JPY', A39IBJ37TRP1C6: 'AUD', A19VAU5U5O7RUS: 'SGD' },
};

const HOSTS: Readonly<Record<string, string>> = {
  eu: 'https://sellingpartnerapi-eu.amazon.com',
  na: 'https://sellingpartnerapi-na.amazon.com',
  fe: 'https://sellingpartnerapi-fe.amazon.com',
};

/** The marketplaces of the list that belong to the region; the rest is dropped. */
export function marketplacesOf(region: string, ids: readonly string[]): string[] {
  return ids.filter((id) => Object.hasOwn(BY_REGION[region] ?? {}, id));
}

/** The currency of a store (ISO 4217). */
export function currencyOf(marketplaceId: string): string | undefined {
  return Object.values(BY_REGION).find((stores) => Object.hasOwn(stores, marketplaceId))?.[marketplaceId];
}

export function hostOf(region: string): string {
  return HOSTS[region] ?? HOSTS['eu']!;
}
