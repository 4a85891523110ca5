import { createHash } from 'node:crypto';
import type { EnsureExactItemV1, MoneyV1, UpdateExactItemV1 } from '@connector/contracts';
import { decimalOf as decimalOfMoney } from '@connector/money';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { literal, optionalText, textOf } from './odata.js';
import { dateInExact, runningPrice } from './running-price.js';

/** An item as far as the connector needs it. */
export interface FoundItem {
  readonly itemId: string;
  readonly code: string;
  readonly salesVatCode?: string;
}

/** `logistics/Items` and `logistics/SalesItemPrices` (exact-online 8). */
@Injectable()
export class Items {
  constructor(
    private readonly client: ExactClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async create(access: ExactAccess, item: EnsureExactItemV1): Promise<FoundItem> {
    const record = await this.client.post(access, 'logistics/Items', {
      Code: item.code,
      SearchCode: markOf(item.code),
      Description: item.description,
      ItemGroup: item.itemGroupId,
      SalesVatCode: item.salesVatCode,
      IsSalesItem: true,
      IsStockItem: item.isStockItem,
      ...(item.extraDescription === undefined ? {} : { ExtraDescription: item.extraDescription }),
      ...(item.unit === undefined ? {} : { Unit: item.unit }),
      ...(item.barcode === undefined ? {} : { Barcode: item.barcode }),
    });
    return found(record);
  }

  /**
   * Items with this code, whatever its case: Exact's own comparison is not documented. Adopted are those without our mark, also
   * after doubt: the code alone does not say who made an item.
   */
  async byCode(access: ExactAccess, code: string): Promise<{ item: FoundItem; adopted: boolean }[]> {
    const records = await this.client.get(access, 'logistics/Items', {
      $select: 'ID,Code,SalesVatCode,SearchCode',
      $filter: `Code eq ${literal.text(code)}`,
    });
    return records.map((record) => ({
      item: found(record),
      adopted: optionalText(record, 'SearchCode') !== markOf(code),
    }));
  }

  async update(access: ExactAccess, change: UpdateExactItemV1): Promise<void> {
    await this.client.put(access, 'logistics/Items', change.itemId, {
      Description: change.description,
      ...(change.extraDescription === undefined ? {} : { ExtraDescription: change.extraDescription }),
      ...(change.barcode === undefined ? {} : { Barcode: change.barcode }),
    });
  }

  /** The general price from one piece on: changed where a record runs, made where there is none. */
  async writePrice(access: ExactAccess, itemId: string, price: MoneyV1, known: 'new-item' | 'look'): Promise<void> {
    const Price = Number(decimalOfMoney(price));
    const running =
      known === 'new-item'
        ? []
        : await this.client.getAll(access, 'logistics/SalesItemPrices', {
            $select: 'ID,Currency,Quantity,Unit,DefaultItemUnit,Account,StartDate,EndDate',
            $filter: `Item eq ${literal.guid(itemId)}`,
          });
    const record = runningPrice(running, price.currency, dateInExact(this.clock.now()));
    if (record !== undefined)
      await this.client.put(access, 'logistics/SalesItemPrices', textOf(record, 'ID'), { Price });
    else
      await this.client.post(access, 'logistics/SalesItemPrices', {
        Item: itemId,
        Price,
        Currency: price.currency,
        Quantity: 1,
      });
  }
}

/** Our mark on an item. It is of this code alone: an item that a person makes as a copy of ours is not ours. */
function markOf(code: string): string {
  return `AMZ-${createHash('sha256').update(code).digest('hex').slice(0, 20).toUpperCase()}`;
}

function found(record: Readonly<Record<string, unknown>>): FoundItem {
  const salesVatCode = optionalText(record, 'SalesVatCode');
  return {
    itemId: textOf(record, 'ID'),
    code: textOf(record, 'Code'),
    ...(salesVatCode === undefined ? {} : { salesVatCode }),
  };
}
