import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { NeededItem } from '../catalogue/ensure-order-items.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import type { OrderPlace } from './domain/booked-order.js';
import { composeSalesOrder, type CompositionResult } from './domain/compose-sales-order.js';
import { correctedInstallation, correctedSnapshot } from './domain/corrections.js';
import { Orders } from './orders.js';

/** Composes the sales order of an order with what is known of its items, its buyer and the division. */
@Injectable()
export class ComposeOrder {
  constructor(private readonly orders: Orders) {}

  /** `snapshot`: what Amazon told at another time than now. */
  compose(
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    place: OrderPlace,
    needed: readonly NeededItem[],
    snapshot: AmazonOrderEntity['snapshot'] = order.snapshot,
  ): CompositionResult {
    const corrections = this.orders.corrections(order);
    const told = correctedSnapshot(snapshot, corrections);
    const settings = correctedInstallation(connection.settings, corrections);
    return composeSalesOrder(told, this.orders.personalData(order), settings, {
      division: facts,
      itemVatCode: (orderItemId) => needed.find(({ part }) => part === orderItemId)?.salesVatCode ?? undefined,
      piecesEach: (orderItemId) => needed.find(({ part }) => part === orderItemId)?.piecesEach ?? 1,
      buyerHasVatNumber: place.hasVatNumber,
      shipTo: place.shipTo,
    });
  }
}
