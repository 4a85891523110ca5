import { setAmazonStockV1 } from '@connector/contracts';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { amazonWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { sellableQuantity, showsStock, type WarehouseStock } from './domain/sellable-quantity.js';

interface OfferedSku {
  sku: string;
  marketplace_id: string;
  channels: { code: string }[];
  accepted_quantity: number | null;
  wanted_quantity: number | null;
}

/** Says what each SKU of an item may sell, and asks Amazon to take over what changed (manual chapter 7; domain S1 to S5, S8). */
@Injectable()
export class OfferStock {
  constructor(
    private readonly connections: Connections,
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async reckon(step: Step, division: number, exactItemId: string): Promise<void> {
    const [item] = await step.tx.query<{ id: string; adopted: boolean; stock_was_seen: boolean }[]>(
      `SELECT id, adopted, stock_was_seen FROM sync_core.item WHERE division = $1 AND exact_item_id = $2`,
      [division, exactItemId],
    );
    const mirror = await step.tx.findOneBy(DivisionEntity, { division });
    if (item === undefined || mirror === null) return;
    for (const connection of await this.connections.ofDivision(step.tx, division)) {
      const { stock, stockWarehouses } = connection.settings;
      if (!stock.enabled || connection.dryRun) continue;
      const warehouseIds = mirror.masterData.warehouses
        .filter(({ code }) => stockWarehouses.includes(code))
        .map(({ id }) => id);
      const rows = await step.tx.query<WarehouseStock[]>(
        `SELECT current_stock::text AS "currentStock", planning_out::text AS "planningOut" FROM sync_core.stock_position
         WHERE division = $1 AND exact_item_id = $2 AND warehouse_id = ANY($3)`,
        [division, exactItemId, warehouseIds],
      );
      if (!item.stock_was_seen && showsStock(rows)) {
        await step.tx.query(`UPDATE sync_core.item SET stock_was_seen = true WHERE id = $1`, [item.id]);
        item.stock_was_seen = true;
      }
      // a fresh row of 0 of an item that we made ourselves would empty a live offer
      if (!item.adopted && !item.stock_was_seen) continue;
      const quantity = sellableQuantity(rows, await this.reserved(step, connection, item.id), stock.buffer);
      if (quantity !== undefined) await this.offer(step, connection, item.id, quantity);
    }
  }

  /** Pieces of orders that Exact cannot know yet: pending, or paid and still on their way to a sales order (domain S2). */
  private async reserved(step: Step, connection: ConnectionEntity, itemId: string): Promise<number> {
    const [row] = await step.tx.query<{ pieces: number }[]>(
      `SELECT coalesce(sum(i.quantity), 0)::int AS pieces FROM sync_core.order_item i JOIN sync_core.amazon_order o USING (connection_id, amazon_order_id)
       WHERE i.item_id = $1 AND o.connection_id = $2 AND o.snapshot ->> 'fulfilledBy' IS DISTINCT FROM 'AMAZON'
         AND o.state IN ('received', 'pending', 'ready', 'debtor', 'items', 'ordering', 'held')`,
      [itemId, connection.id],
    );
    return row?.pieces ?? 0;
  }

  private async offer(step: Step, connection: ConnectionEntity, itemId: string, quantity: number): Promise<void> {
    const skus = await step.tx.query<OfferedSku[]>(
      `SELECT DISTINCT ON (l.sku) l.sku, l.marketplace_id, l.listing -> 'fulfillmentChannels' AS channels, o.accepted_quantity, o.wanted_quantity
       FROM sync_core.listing l LEFT JOIN sync_core.stock_offer o ON o.connection_id = l.connection_id AND o.sku = l.sku
       WHERE l.connection_id = $1 AND l.item_id = $2 ORDER BY l.sku, l.marketplace_id`,
      [connection.id, itemId],
    );
    for (const {
      sku,
      marketplace_id: marketplaceId,
      channels,
      accepted_quantity: accepted,
      wanted_quantity: wanted,
    } of skus) {
      // never an offer that Amazon fulfils, nor one that has no channel yet
      if (channels.length !== 1 || channels[0]!.code !== 'DEFAULT') continue;
      if ((wanted ?? accepted) === quantity) continue;
      await step.tx.query(
        `INSERT INTO sync_core.stock_offer (connection_id, sku, wanted_quantity, computed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (connection_id, sku) DO UPDATE SET wanted_quantity = excluded.wanted_quantity, computed_at = excluded.computed_at,
           reason_code = NULL, platform_message = NULL`,
        [connection.id, sku, quantity, this.clock.now()],
      );
      await this.ask(step, connection.id, { sku, marketplaceId, quantity });
    }
  }

  /** One write of a SKU is on its way; a newer quantity takes the place of one that still waits (domain S4). */
  async ask(
    step: Step,
    connectionId: string,
    offer: { sku: string; marketplaceId: string; quantity: number },
  ): Promise<void> {
    await this.commands.request(step, {
      contract: setAmazonStockV1,
      connectionId,
      window: amazonWindow(connectionId),
      priority: priority.stock,
      subject: { kind: 'stock-offer', id: `${connectionId}/${offer.sku}` },
      correlationId: `stock ${offer.sku}`,
      body: offer,
    });
  }
}
