import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RecountItems } from './recount-items.js';

/** The 0 of an item that the connector made is not believed until Exact has shown stock, or a person says so (domain S1). */
@Injectable()
export class TrustZero {
  constructor(private readonly recount: RecountItems) {}

  /** False: there is no such SKU. */
  async trust(tx: EntityManager, connectionId: string, sku: string): Promise<boolean> {
    const [rows] = await tx.query<[{ id: string }[], number]>(
      `UPDATE sync_core.item SET stock_was_seen = true WHERE id IN (
         SELECT item_id FROM sync_core.listing WHERE connection_id = $1 AND sku = $2) RETURNING id`,
      [connectionId, sku],
    );
    for (const { id } of rows) await this.recount.item(tx, id);
    return rows.length > 0;
  }
}
