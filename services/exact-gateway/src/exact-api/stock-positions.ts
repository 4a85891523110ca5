import type { ExactStockPositionV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { decimalOf, literal, textOf, type ExactRecord } from './odata.js';

/** `sync/Inventory/StockPositions`: what changed since a row version, 1,000 rows a page (exact-online 6, 11). */
@Injectable()
export class StockPositions {
  constructor(private readonly client: ExactClient) {}

  /** Page by page, in the order of the row versions. */
  async *since(
    access: ExactAccess,
    timestamp: string,
  ): AsyncGenerator<{ positions: ExactStockPositionV1[]; last: boolean }> {
    const pages = this.client.pages(access, 'sync/Inventory/StockPositions', {
      $select: 'ItemId,ItemCode,Warehouse,CurrentStock,PlanningOut,Timestamp',
      $filter: `Timestamp gt ${literal.int64(timestamp)}`,
    });
    for await (const { records, last } of pages) yield { positions: records.map(positionOf), last };
  }

  /** One item, all warehouses together, at this moment; undefined where Exact does not have it. */
  async ofItem(access: ExactAccess, itemId: string): Promise<{ inStock: string; planningOut: string } | undefined> {
    const [record] = await this.client.get(access, 'read/logistics/StockPosition', { itemId: literal.guid(itemId) });
    if (record === undefined) return undefined;
    return { inStock: decimalOf(record, 'InStock'), planningOut: decimalOf(record, 'PlanningOut') };
  }
}

function positionOf(record: ExactRecord): ExactStockPositionV1 {
  return {
    itemId: textOf(record, 'ItemId'),
    itemCode: textOf(record, 'ItemCode'),
    warehouseId: textOf(record, 'Warehouse'),
    currentStock: decimalOf(record, 'CurrentStock'),
    planningOut: decimalOf(record, 'PlanningOut'),
    timestamp: textOf(record, 'Timestamp'),
  };
}
