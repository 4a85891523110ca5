import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import type { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { servicesNeeded } from '../orders/domain/compose-sales-order.js';
import { correctedSnapshot } from '../orders/domain/corrections.js';
import { Items, itemSource } from './items.js';
import { ItemEntity, type ItemState } from './item.entity.js';
import { RequestItem } from './request-item.js';
import { SkuAliases } from './sku-aliases.js';

/** An item that an order needs, and how far it is. */
export interface NeededItem {
  /** the Amazon line's id, or `service:<which>` */
  readonly part: string;
  readonly code: string;
  readonly state: ItemState;
  readonly exactItemId: string | null;
  readonly salesVatCode: string | null;
  /** pieces of the item that one piece of the line is: 3 for a pack of three (domain I12) */
  readonly piecesEach: number;
  readonly reasonCode: string | null;
  readonly platformMessage: string | null;
}

const SERVICE_TITLES = { shipping: 'Verzendkosten', giftWrap: 'Cadeauverpakking', surcharge: 'Toeslag' } as const;

/** The items of an order are made at once and first; the import of the catalogue never holds it up (domain I8, I9). */
@Injectable()
export class EnsureOrderItems {
  constructor(
    private readonly items: Items,
    private readonly request: RequestItem,
    private readonly aliases: SkuAliases,
  ) {}

  async ensure(
    step: Step,
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
  ): Promise<void> {
    // what an earlier word of Amazon needed is not waited for
    await step.tx.query(`DELETE FROM sync_core.order_item WHERE connection_id = $1 AND amazon_order_id = $2`, [
      order.connectionId,
      order.amazonOrderId,
    ]);
    for (const line of correctedSnapshot(order.snapshot, order.corrections).lines) {
      const { source, codeSource, sku } = await this.sourceOf(step.tx, order, line);
      const alias = sku === undefined ? undefined : await this.aliases.of(step.tx, order.division, sku);
      const pointedAt = alias === undefined ? null : await step.tx.findOneBy(ItemEntity, { id: alias.itemId });
      const wish = { division: order.division, source, codeSource, wantedBy: connection.id };
      const item = pointedAt ?? (await this.items.findOrAdd(step.tx, wish));
      await this.tie(step.tx, order, line.orderItemId, item, line.quantityOrdered, alias?.pieces);
      await this.ask(step, item, connection, facts, line.title);
    }
    for (const service of servicesNeeded(order.snapshot)) {
      const part = itemSource.service(service);
      const codeSource = connection.settings.serviceItemCodes[service];
      const source = await this.serviceSource(step.tx, order.division, part, codeSource);
      const item = await this.items.findOrAdd(step.tx, {
        division: order.division,
        source,
        codeSource,
        wantedBy: connection.id,
      });
      await this.tie(step.tx, order, part, item, 0);
      await this.ask(step, item, connection, facts, SERVICE_TITLES[service]);
    }
  }

  async needed(tx: EntityManager, order: AmazonOrderEntity): Promise<NeededItem[]> {
    return tx.query<NeededItem[]>(
      `SELECT o.part, i.code, i.state, i.exact_item_id AS "exactItemId", i.sales_vat_code AS "salesVatCode", o.pieces_each AS "piecesEach",
         i.reason_code AS "reasonCode", i.platform_message AS "platformMessage"
       FROM sync_core.order_item o JOIN sync_core.item i ON i.id = o.item_id
       WHERE o.connection_id = $1 AND o.amazon_order_id = $2 FOR SHARE OF i`,
      [order.connectionId, order.amazonOrderId],
    );
  }

  private async ask(
    step: Step,
    item: ItemEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    title: string | undefined,
  ): Promise<void> {
    if (item.state === 'ready') return;
    await this.request.make(step, item, connection, facts, { urgent: true, ...(title === undefined ? {} : { title }) });
  }

  private async tie(
    tx: EntityManager,
    order: AmazonOrderEntity,
    part: string,
    item: ItemEntity,
    quantity: number,
    piecesEach = 1,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO sync_core.order_item (connection_id, amazon_order_id, part, item_id, quantity, pieces_each) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (connection_id, amazon_order_id, part) DO UPDATE
       SET item_id = excluded.item_id, quantity = excluded.quantity, pieces_each = excluded.pieces_each`,
      [order.connectionId, order.amazonOrderId, part, item.id, quantity * piecesEach, piecesEach],
    );
  }

  /** The service item of the code that the installation names; where it names another than before, another item (domain I9). */
  private async serviceSource(tx: EntityManager, division: number, part: string, code: string): Promise<string> {
    const first = await tx.findOneBy(ItemEntity, { division, source: part });
    const isThis = first === null || first.code.toLowerCase() === code.toLowerCase() || first.code.includes('~');
    return isThis ? part : `${part}=${code}`;
  }

  /** The SKU; without one the only listing of the ASIN; else the ASIN itself (domain I8). */
  private async sourceOf(
    tx: EntityManager,
    order: AmazonOrderEntity,
    line: AmazonOrderEntity['snapshot']['lines'][number],
  ): Promise<{ source: string; codeSource: string; sku?: string }> {
    const sku = line.sku?.trim() ?? '';
    if (sku !== '') return { source: itemSource.sku(line.sku!), codeSource: sku, sku: line.sku! };
    const asin = line.asin ?? line.orderItemId;
    const skus = await tx.query<{ sku: string }[]>(
      `SELECT DISTINCT sku FROM sync_core.listing WHERE connection_id = $1 AND asin = $2 LIMIT 2`,
      [order.connectionId, asin],
    );
    const only = skus.length === 1 ? skus[0]!.sku : undefined;
    return only === undefined
      ? { source: itemSource.asin(asin), codeSource: asin }
      : { source: itemSource.sku(only), codeSource: only.trim(), sku: only };
  }
}
