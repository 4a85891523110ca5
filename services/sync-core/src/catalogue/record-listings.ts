import type { AmazonListingsUpdatedV1, AmazonListingV1 } from '@connector/contracts';
import { CLOCK, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { itemCodeSource } from './domain/item-code.js';
import { Items, itemSource } from './items.js';
import { RequestItem } from './request-item.js';

/** A listing becomes an item; a variation parent, which nobody can buy, does not (manual 5.1; domain I1, I4). */
@Injectable()
export class RecordListings {
  constructor(
    private readonly connections: Connections,
    private readonly items: Items,
    private readonly request: RequestItem,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(step: Step, connectionId: string, update: AmazonListingsUpdatedV1): Promise<void> {
    const connection = await this.connections.find(step.tx, connectionId);
    if (connection === undefined)
      throw new Failure('bug', 'connection_unknown', 'Listings came for a connection that does not exist');
    const sellable = update.listings.filter(({ isVariationParent }) => !isVariationParent);
    for (const listing of sellable.toSorted((a, b) => a.sku.localeCompare(b.sku)))
      await this.recordOne(step, connection, listing);
  }

  private async recordOne(step: Step, connection: ConnectionEntity, listing: AmazonListingV1): Promise<void> {
    const codeSource = itemCodeSource(listing);
    if (codeSource === undefined) return;
    const firstSeenAt = listing.createdTime === undefined ? this.clock.now() : new Date(listing.createdTime);
    const wish = {
      division: connection.division,
      source: itemSource.sku(listing.sku),
      codeSource,
      wantedBy: connection.id,
      firstSeenAt,
    };
    const item = await this.items.findOrAdd(step.tx, wish);
    await step.tx.query(
      `INSERT INTO sync_core.listing (connection_id, sku, marketplace_id, asin, listing, item_id, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (connection_id, sku, marketplace_id) DO UPDATE
       SET asin = excluded.asin, listing = excluded.listing, item_id = excluded.item_id, seen_at = excluded.seen_at`,
      [connection.id, listing.sku, listing.marketplaceId, listing.asin ?? null, listing, item.id, this.clock.now()],
    );
    if (item.state !== 'ready' || connection.dryRun) return;
    const division = await step.tx.findOneBy(DivisionEntity, { division: connection.division });
    if (division !== null) await this.request.update(step, item, connection, division.masterData);
  }
}
