import type { AmazonOrderPersonalDataV1, ExactMasterDataPublishedV1 } from '@connector/contracts';
import { Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { addressIdentity } from '../debtors/domain/identity.js';
import { planDebtor } from '../debtors/domain/plan-debtor.js';
import { destinationOf } from '../vat/domain/destination.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import type { OrderPlace } from './domain/booked-order.js';
import { isFulfilledByAmazon } from './domain/judge-order.js';

/** Where an order goes and to whom, as far as its VAT and its door depend on it; of a buyer no more than a keyed hash. */
@Injectable()
export class OrderPlaces {
  constructor(private readonly sealer: Sealer) {}

  of(
    order: AmazonOrderEntity,
    personal: AmazonOrderPersonalDataV1 | undefined,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
  ): OrderPlace {
    const { settings } = connection;
    const shipTo = order.shipTo ?? destinationOf(order.snapshot, personal, settings.shipFromCountry);
    const plan = planDebtor(order.snapshot, personal, settings, facts.country);
    const hasVatNumber =
      personal === undefined && order.bookedPlace !== null
        ? order.bookedPlace.hasVatNumber
        : plan.ok && plan.plan.vatNumber !== undefined;
    const placeHash = this.placeHash(order, personal);
    return { shipTo, hasVatNumber, ...(placeHash === undefined ? {} : { placeHash }) };
  }

  private placeHash(order: AmazonOrderEntity, personal: AmazonOrderPersonalDataV1 | undefined): string | undefined {
    const to = personal?.deliveryAddress;
    if (to?.addressLine1 === undefined || isFulfilledByAmazon(order.snapshot)) return undefined;
    const place = addressIdentity({
      recipient: to.companyName ?? to.name,
      lines: [to.addressLine1, to.addressLine2, to.addressLine3],
      postcode: to.postalCode,
      city: to.city,
      country: to.countryCode,
    });
    return this.sealer.identityHash('place', place);
  }
}
