import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Asks for items to be counted anew, because something that their quantity follows from has changed. */
@Injectable()
export class RecountItems {
  async item(tx: EntityManager, itemId: string): Promise<void> {
    await tx.query(`INSERT INTO sync_core.stock_recount (item_id) VALUES ($1)`, [itemId]);
  }

  /** All items of the SKUs of a connection. */
  async skus(tx: EntityManager, connectionId: string, skus: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO sync_core.stock_recount (item_id)
       SELECT DISTINCT item_id FROM sync_core.listing WHERE connection_id = $1 AND sku = ANY($2) AND item_id IS NOT NULL`,
      [connectionId, skus],
    );
  }

  /** Settings changed, or what the division has. */
  async division(tx: EntityManager, division: number): Promise<void> {
    await tx.query(
      `INSERT INTO sync_core.stock_recount (item_id) SELECT id FROM sync_core.item WHERE division = $1 AND exact_item_id IS NOT NULL`,
      [division],
    );
  }
}
