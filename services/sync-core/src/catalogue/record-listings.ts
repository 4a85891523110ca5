import type { AmazonListingsUpdatedV1, AmazonListingV1 } from '@connector/contracts';
import { CLOCK, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { itemCodeSource } from './domain/item-code.js';
import { ItemEntity } from './item.entity.js';
import { Items, itemSource } from './items.js';
import { ListingEntity } from './listing.entity.js';
import { RecountItems } from '../stock/recount-items.js';
import { RequestItem } from './request-item.js';
import { SkuAliases } from './sku-aliases.js';

/** A listing becomes an item; a variation parent, which nobody can buy, does not (manual 5.1; domain I1, I4). */
@Injectable()
export class RecordListings {
  constructor(
    private readonly connections: Connections,
    private readonly items: Items,
    private readonly request: RequestItem,
    private readonly aliases: SkuAliases,
    private readonly recount: RecountItems,
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

  /** A listing that is known gets an item of the division that its connection has now (domain V4). */
  async pointAnew(step: Step, key: Pick<ListingEntity, 'connectionId' | 'sku' | 'marketplaceId'>): Promise<void> {
    const connection = await this.connections.find(step.tx, key.connectionId);
    const known = await step.tx.findOneBy(ListingEntity, key);
    const codeSource = known === null ? undefined : itemCodeSource(known.listing);
    if (connection === undefined || known === null || codeSource === undefined) return;
    const item = await this.itemOf(step, connection, known.listing, codeSource);
    await step.tx.update(ListingEntity, key, { itemId: item.id });
    await this.recount.item(step.tx, item.id);
  }

  private async recordOne(step: Step, connection: ConnectionEntity, listing: AmazonListingV1): Promise<void> {
    const codeSource = itemCodeSource(listing);
    if (codeSource === undefined) return;
    const item = await this.itemOf(step, connection, listing, codeSource);
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

  private async itemOf(
    step: Step,
    connection: ConnectionEntity,
    listing: AmazonListingV1,
    codeSource: string,
  ): Promise<ItemEntity> {
    const firstSeenAt = listing.createdTime === undefined ? this.clock.now() : new Date(listing.createdTime);
    const wish = {
      division: connection.division,
      source: itemSource.sku(listing.sku),
      codeSource,
      wantedBy: connection.id,
      firstSeenAt,
    };
    const alias = await this.aliases.of(step.tx, connection.division, listing.sku);
    const pointedAt = alias === undefined ? null : await step.tx.findOneBy(ItemEntity, { id: alias.itemId });
    return pointedAt ?? (await this.items.findOrAdd(step.tx, wish));
  }
}
