import type { AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import { countryOfStore } from '../../debtors/domain/stores.js';
import { territoryOf } from './territory.js';

/** The VAT territory that an order goes to; without an address it is the country of the store (domain T5, D2). */
export function destinationOf(
  order: Pick<AmazonOrderUpdatedV1, 'shipToCountry' | 'marketplaceId'>,
  personal: Pick<AmazonOrderPersonalDataV1, 'deliveryAddress'> | undefined,
  otherwise: string,
): string {
  const country = order.shipToCountry ?? countryOfStore(order.marketplaceId) ?? otherwise;
  return territoryOf(country, personal?.deliveryAddress?.postalCode);
}
