import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RecountItems } from '../stock/recount-items.js';
import { itemSource } from './items.js';
import { ItemEntity } from './item.entity.js';
import { SkuAliasEntity } from './sku-alias.entity.js';

/** Where a person wants a SKU to point: at the item of another SKU, or at the item with a code. */
export interface AliasWish {
  readonly sku: string;
  readonly toSku?: string;
  readonly toCode?: string;
  /** pieces of the item that one of the SKU is */
  readonly pieces: number;
  readonly by: string;
}

/** Points SKUs at items (domain I6, I12): a SKU that replaces another, a pack of three. */
@Injectable()
export class SkuAliases {
  constructor(
    private readonly recount: RecountItems,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(tx: EntityManager, division: number, sku: string): Promise<SkuAliasEntity | undefined> {
    return (await tx.findOneBy(SkuAliasEntity, { division, sku })) ?? undefined;
  }

  /** Undefined: there is no such item. Orders that are in Exact already stay as they are. */
  async set(tx: EntityManager, division: number, wish: AliasWish): Promise<ItemEntity | undefined> {
    const item = await this.target(tx, division, wish);
    if (item === undefined) return undefined;
    const before = await this.itemsOf(tx, division, wish.sku);
    await tx.query(
      `INSERT INTO sync_core.sku_alias (division, sku, item_id, pieces, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (division, sku) DO UPDATE
       SET item_id = excluded.item_id, pieces = excluded.pieces, set_by = excluded.set_by, set_at = excluded.set_at`,
      [division, wish.sku, item.id, wish.pieces, wish.by, this.clock.now()],
    );
    await this.point(tx, division, wish.sku, item.id);
    // an item of its own that nobody has asked Exact for is wanted no more
    await tx.query(
      `DELETE FROM sync_core.item i WHERE i.division = $1 AND i.source = $2 AND i.state = 'wanted' AND i.id <> $3
         AND NOT EXISTS (SELECT 1 FROM sync_core.order_item o WHERE o.item_id = i.id)`,
      [division, itemSource.sku(wish.sku), item.id],
    );
    for (const id of new Set([...before, item.id])) await this.recount.item(tx, id);
    return item;
  }

  /** The SKU has its own item again. False: it was pointed nowhere. */
  async remove(tx: EntityManager, division: number, sku: string): Promise<boolean> {
    const [rows] = await tx.query<[{ item_id: string }[], number]>(
      `DELETE FROM sync_core.sku_alias WHERE division = $1 AND sku = $2 RETURNING item_id`,
      [division, sku],
    );
    const [alias] = rows;
    if (alias === undefined) return false;
    const own = await tx.findOneBy(ItemEntity, { division, source: itemSource.sku(sku) });
    await this.point(tx, division, sku, own?.id ?? null);
    for (const id of [alias.item_id, ...(own === null ? [] : [own.id])]) await this.recount.item(tx, id);
    return true;
  }

  private async target(tx: EntityManager, division: number, wish: AliasWish): Promise<ItemEntity | undefined> {
    if (wish.toSku !== undefined) {
      const alias = await this.of(tx, division, wish.toSku);
      const where = alias === undefined ? { division, source: itemSource.sku(wish.toSku) } : { id: alias.itemId };
      return (await tx.findOneBy(ItemEntity, where)) ?? undefined;
    }
    const found = await tx
      .createQueryBuilder(ItemEntity, 'i')
      .where('i.division = :division AND lower(i.code) = lower(:code)', { division, code: wish.toCode ?? '' })
      .getOne();
    return found ?? undefined;
  }

  private async itemsOf(tx: EntityManager, division: number, sku: string): Promise<string[]> {
    const rows = await tx.query<{ item_id: string }[]>(
      `SELECT DISTINCT l.item_id FROM sync_core.listing l JOIN sync_core.connection c ON c.id = l.connection_id
       WHERE c.division = $1 AND l.sku = $2 AND l.item_id IS NOT NULL`,
      [division, sku],
    );
    return rows.map(({ item_id: id }) => id);
  }

  private async point(tx: EntityManager, division: number, sku: string, itemId: string | null): Promise<void> {
    await tx.query(
      `UPDATE sync_core.listing l SET item_id = $3 FROM sync_core.connection c
       WHERE c.id = l.connection_id AND c.division = $1 AND l.sku = $2`,
      [division, sku, itemId],
    );
  }
}
