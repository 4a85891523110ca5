import type { Answer } from '@connector/simulation';
import { marketplaceOf, NON_AMAZON_MARKETPLACE } from './marketplaces.js';
import type { SellerCall } from '../api/request-reader.js';
import type { Seller } from './sellers.js';

/** `getMarketplaceParticipations`: the seller's stores, and one that is none (amazon-sp-api 2). */
export function getMarketplaceParticipations({ seller }: SellerCall): Answer {
  return { status: 200, body: { payload: participations(seller) } };
}

/** `getAccount`: who the seller is. */
export function getAccount({ seller }: SellerCall): Answer {
  return {
    status: 200,
    body: {
      payload: {
        businessType: 'PRIVATE_LIMITED',
        sellingPlan: 'PROFESSIONAL',
        business: {
          name: seller.storeName,
          companyRegistrationNumber: '00000000',
          companyTaxIdentificationNumber: 'NL000000000B00',
          registeredBusinessAddress: {
            addressLine1: 'Voorbeeldstraat 1',
            city: 'Amsterdam',
            postalCode: '1000 AA',
            countryCode: 'NL',
          },
        },
        marketplaceParticipationList: participations(seller),
      },
    },
  };
}

function participations(seller: Seller): object[] {
  const own = seller.marketplaceIds.flatMap((id) => {
    const marketplace = marketplaceOf(id);
    return marketplace === undefined ? [] : [marketplace];
  });
  const stores = own.map(({ id, countryCode, currency, language, domain }) => ({
    marketplace: {
      id,
      name: `Amazon.${domain}`,
      countryCode,
      defaultCurrencyCode: currency,
      defaultLanguageCode: language,
      domainName: `www.amazon.${domain}`,
    },
    participation: { isParticipating: true, hasSuspendedListings: seller.suspendedMarketplaceIds.includes(id) },
    storeName: seller.storeName,
  }));
  const nonAmazon = {
    marketplace: {
      id: NON_AMAZON_MARKETPLACE,
      name: 'Non-Amazon',
      countryCode: own[0]?.countryCode ?? 'NL',
      defaultCurrencyCode: own[0]?.currency ?? 'EUR',
      defaultLanguageCode: own[0]?.language ?? 'nl_NL',
      domainName: 'siprod.stores.amazon.nl',
    },
    participation: { isParticipating: true, hasSuspendedListings: false },
    storeName: seller.storeName,
  };
  return [...stores, nonAmazon];
}
