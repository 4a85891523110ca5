/** Marketplaces that may be asked, by region (amazon-sp-api 2). A foreign id in a search is refused with the whole request. */
const BY_REGION: Readonly<Record<string, readonly string[]>> = {
  eu: [
    'A1805IZSGTT6HS',
    'AMEN7PMS3EDWL',
    'A1PA6795UKMFR9',
    'A13V1IB3VIYZZH',
    'APJ6JRA9NG5V4',
    'A1RKKUPIHCS9HS',
    'A28R8C7NBKEWEA',
    'AE08WJ6YKNBMC',
    'A2NODRKZP88ZB9',
    'A1C3SOZRARQ6R3',
    'A1F83G8C2ARO7P',
    'A33AVAJ2PDY3EV',
    'A2VIGQ35RCS4UG',
    'A17E79C6D8DWNP',
    'ARBP9OOSHTCHU',
    'A21TJRUUN4KGV',
  ],
  na: ['ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2', 'A1AM78C64UM0Y8', 'A2Q3Y263D00KWC'],
  fe: ['A1VC38T7YXB528', 'A39IBJ37TRP1C6', 'A19VAU5U5O7RUS'],
};

const HOSTS: Readonly<Record<string, string>> = {
  eu: 'https://sellingpartnerapi-eu.amazon.com',
  na: 'https://sellingpartnerapi-na.amazon.com',
  fe: 'https://sellingpartnerapi-fe.amazon.com',
};

/** The marketplaces of the list that belong to the region; the rest is dropped. */
export function marketplacesOf(region: string, ids: readonly string[]): string[] {
  return ids.filter((id) => BY_REGION[region]?.includes(id));
}

export function hostOf(region: string): string {
  return HOSTS[region] ?? HOSTS['eu']!;
}
