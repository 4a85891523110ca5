/** A store: its country, currency and language, and the region whose endpoint serves it (amazon-sp-api 2). */
export interface Marketplace {
  readonly id: string;
  readonly countryCode: string;
  readonly currency: string;
  readonly language: string;
  readonly domain: string;
  readonly region: 'EU' | 'NA' | 'FE';
}

const TABLE: readonly (readonly [string, string, string, string, string, Marketplace['region']])[] = [
  ['A1805IZSGTT6HS', 'NL', 'EUR', 'nl_NL', 'nl', 'EU'],
  ['AMEN7PMS3EDWL', 'BE', 'EUR', 'fr_BE', 'com.be', 'EU'],
  ['A1PA6795UKMFR9', 'DE', 'EUR', 'de_DE', 'de', 'EU'],
  ['A13V1IB3VIYZZH', 'FR', 'EUR', 'fr_FR', 'fr', 'EU'],
  ['APJ6JRA9NG5V4', 'IT', 'EUR', 'it_IT', 'it', 'EU'],
  ['A1RKKUPIHCS9HS', 'ES', 'EUR', 'es_ES', 'es', 'EU'],
  ['A28R8C7NBKEWEA', 'IE', 'EUR', 'en_IE', 'ie', 'EU'],
  ['AE08WJ6YKNBMC', 'ZA', 'ZAR', 'en_ZA', 'co.za', 'EU'],
  ['A2NODRKZP88ZB9', 'SE', 'SEK', 'sv_SE', 'se', 'EU'],
  ['A1C3SOZRARQ6R3', 'PL', 'PLN', 'pl_PL', 'pl', 'EU'],
  ['A1F83G8C2ARO7P', 'GB', 'GBP', 'en_GB', 'co.uk', 'EU'],
  ['A33AVAJ2PDY3EV', 'TR', 'TRY', 'tr_TR', 'com.tr', 'EU'],
  ['A2VIGQ35RCS4UG', 'AE', 'AED', 'en_AE', 'ae', 'EU'],
  ['A17E79C6D8DWNP', 'SA', 'SAR', 'ar_AE', 'sa', 'EU'],
  ['ARBP9OOSHTCHU', 'EG', 'EGP', 'ar_AE', 'eg', 'EU'],
  ['A21TJRUUN4KGV', 'IN', 'INR', 'en_IN', 'in', 'EU'],
  ['ATVPDKIKX0DER', 'US', 'USD', 'en_US', 'com', 'NA'],
  ['A2EUQ1WTGCTBG2', 'CA', 'CAD', 'en_CA', 'ca', 'NA'],
  ['A1AM78C64UM0Y8', 'MX', 'MXN', 'es_MX', 'com.mx', 'NA'],
  ['A2Q3Y263D00KWC', 'BR', 'BRL', 'pt_BR', 'com.br', 'NA'],
  ['A1VC38T7YXB528', 'JP', 'JPY', 'ja_JP', 'co.jp', 'FE'],
  ['A39IBJ37TRP1C6', 'AU', 'AUD', 'en_AU', 'com.au', 'FE'],
  ['A19VAU5U5O7RUS', 'SG', 'SGD', 'en_SG', 'sg', 'FE'],
];

const marketplaces = new Map(
  TABLE.map(([id, countryCode, currency, language, domain, region]): [string, Marketplace] => [
    id,
    { id, countryCode, currency, language, domain, region },
  ]),
);

export const marketplaceOf = (id: string): Marketplace | undefined => marketplaces.get(id);

/** A marketplace id for multi-channel fulfilment: the participations show it, `searchOrders` refuses it. */
export const NON_AMAZON_MARKETPLACE = 'A2ZV50J4W1RKNI';
