import type { AmazonListingV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RecountItems } from './recount-items.js';

/** What Amazon was seen to have of one SKU. */
export interface SeenOffer {
  readonly sku: string;
  readonly channels: AmazonListingV1['fulfillmentChannels'];
}

/** A write that Amazon accepted is not visible before. */
const VISIBLE_AFTER_MINUTES = 15;

/**
 * Notices what stands at Amazon (domain S6). It is judged later: an order that lowered the quantity may be on its way to us,
 * and a write that was accepted may not be visible yet.
 */
@Injectable()
export class ObserveOffers {
  constructor(private readonly recount: RecountItems) {}

  /** `at`: business time at which Amazon was asked. */
  async observe(tx: EntityManager, connectionId: string, offers: readonly SeenOffer[], at: Date): Promise<void> {
    const seen = offers.flatMap(({ sku, channels }) => {
      const quantity = channels.find(({ code }) => code === 'DEFAULT')?.quantity;
      return quantity === undefined ? [] : [{ sku, quantity }];
    });
    const skus = offers.map(({ sku }) => sku);
    await tx.query(
      `UPDATE sync_core.stock_offer o
       SET unsettled_quantity = s.quantity, unsettled_at = $4
       FROM unnest($2::text[], $3::int[]) AS s (sku, quantity)
       WHERE o.connection_id = $1 AND o.sku = s.sku AND (o.unsettled_at IS NULL OR o.unsettled_at < $4) AND (o.expected_since IS NULL OR o.expected_since < $4::timestamptz - make_interval(mins => $5))`,
      [connectionId, seen.map(({ sku }) => sku), seen.map(({ quantity }) => quantity), at, VISIBLE_AFTER_MINUTES],
    );
    // Amazon refused the SKU before, and now its listing or channel is another
    await tx.query(
      `UPDATE sync_core.stock_offer SET refused_quantity = NULL WHERE connection_id = $1 AND sku = ANY($2) AND refused_quantity IS NOT NULL`,
      [connectionId, skus],
    );
    await this.recount.skus(tx, connectionId, skus);
  }
}
