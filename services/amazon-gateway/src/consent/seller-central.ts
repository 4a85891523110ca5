/** Where a seller of a store gives his consent (amazon-sp-api 3.2); one consent counts for the whole region. */
const HOSTS: Readonly<Record<string, string>> = {
  A1805IZSGTT6HS: 'sellercentral.amazon.nl',
  AMEN7PMS3EDWL: 'sellercentral.amazon.com.be',
  A2NODRKZP88ZB9: 'sellercentral.amazon.se',
  A1C3SOZRARQ6R3: 'sellercentral.amazon.pl',
  A28R8C7NBKEWEA: 'sellercentral.amazon.ie',
  A33AVAJ2PDY3EV: 'sellercentral.amazon.com.tr',
  A2VIGQ35RCS4UG: 'sellercentral.amazon.ae',
  A17E79C6D8DWNP: 'sellercentral.amazon.sa',
  ARBP9OOSHTCHU: 'sellercentral.amazon.eg',
  A21TJRUUN4KGV: 'sellercentral.amazon.in',
  AE08WJ6YKNBMC: 'sellercentral.amazon.co.za',
  A2EUQ1WTGCTBG2: 'sellercentral.amazon.ca',
  A1AM78C64UM0Y8: 'sellercentral.amazon.com.mx',
  A2Q3Y263D00KWC: 'sellercentral.amazon.com.br',
  A1VC38T7YXB528: 'sellercentral.amazon.co.jp',
  A39IBJ37TRP1C6: 'sellercentral.amazon.com.au',
  A19VAU5U5O7RUS: 'sellercentral.amazon.sg',
};

const BY_REGION: Readonly<Record<string, string>> = {
  eu: 'sellercentral-europe.amazon.com',
  na: 'sellercentral.amazon.com',
  fe: 'sellercentral.amazon.co.jp',
};

/** The consent page of the first store that has a host of its own, else of the region. */
export function sellerCentralOf(region: string, marketplaceIds: readonly string[]): string {
  const own = marketplaceIds.flatMap((id) => HOSTS[id] ?? [])[0];
  return `https://${own ?? BY_REGION[region] ?? BY_REGION['eu']!}`;
}
