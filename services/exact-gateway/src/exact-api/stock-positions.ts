import type { ExactStockPositionV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { decimalOf, literal, textOf } from './odata.js';

/** `sync/Inventory/StockPositions`: what changed since a row version, 1,000 rows a page (exact-online 6, 11). */
@Injectable()
export class StockPositions {
  constructor(private readonly client: ExactClient) {}

  async since(access: ExactAccess, timestamp: string): Promise<ExactStockPositionV1[]> {
    const records = await this.client.getAll(access, 'sync/Inventory/StockPositions', {
      $select: 'ItemId,ItemCode,Warehouse,CurrentStock,PlanningOut,Timestamp',
      $filter: `Timestamp gt ${literal.int64(timestamp)}`,
    });
    return records.map((record) => ({
      itemId: textOf(record, 'ItemId'),
      itemCode: textOf(record, 'ItemCode'),
      warehouseId: textOf(record, 'Warehouse'),
      currentStock: decimalOf(record, 'CurrentStock'),
      planningOut: decimalOf(record, 'PlanningOut'),
      timestamp: textOf(record, 'Timestamp'),
    }));
  }

  /** One item, all warehouses together, at this moment; undefined where Exact does not have it. */
  async ofItem(access: ExactAccess, itemId: string): Promise<{ inStock: string; planningOut: string } | undefined> {
    const [record] = await this.client.get(access, 'read/logistics/StockPosition', { itemId: literal.guid(itemId) });
    if (record === undefined) return undefined;
    return { inStock: decimalOf(record, 'InStock'), planningOut: decimalOf(record, 'PlanningOut') };
  }
}
