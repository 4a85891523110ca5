/** Amazon's stores of the demo, with the currency and the VAT rate that its orders carry. */
export const stores = {
  nl: { marketplaceId: 'A1805IZSGTT6HS', currency: 'EUR', country: 'NL', rate: 2100 },
  de: { marketplaceId: 'A1PA6795UKMFR9', currency: 'EUR', country: 'DE', rate: 1900 },
  fr: { marketplaceId: 'A13V1IB3VIYZZH', currency: 'EUR', country: 'FR', rate: 2000 },
  be: { marketplaceId: 'AMEN7PMS3EDWL', currency: 'EUR', country: 'BE', rate: 2100 },
  it: { marketplaceId: 'APJ6JRA9NG5V4', currency: 'EUR', country: 'IT', rate: 2200 },
  es: { marketplaceId: 'A1RKKUPIHCS9HS', currency: 'EUR', country: 'ES', rate: 2100 },
  se: { marketplaceId: 'A2NODRKZP88ZB9', currency: 'SEK', country: 'SE', rate: 2500 },
  pl: { marketplaceId: 'A1C3SOZRARQ6R3', currency: 'PLN', country: 'PL', rate: 2300 },
  uk: { marketplaceId: 'A1F83G8C2ARO7P', currency: 'GBP', country: 'GB', rate: 2000 },
} as const;

export type Store = keyof typeof stores;

export const marketplaceIds: readonly string[] = Object.values(stores).map(({ marketplaceId }) => marketplaceId);
