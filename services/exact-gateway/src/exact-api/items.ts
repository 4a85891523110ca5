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

  /** Items with this code, whatever its case: Exact's own comparison is not documented. */
  async byCode(access: ExactAccess, code: string): Promise<FoundItem[]> {
    const records = await this.client.get(access, 'logistics/Items', {
      $select: 'ID,Code,SalesVatCode',
      $filter: `Code eq ${literal.text(code)}`,
    });
    return records.map(found);
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
            $select: 'ID,Currency,Quantity,Account,StartDate,EndDate',
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

function found(record: Readonly<Record<string, unknown>>): FoundItem {
  const salesVatCode = optionalText(record, 'SalesVatCode');
  return {
    itemId: textOf(record, 'ID'),
    code: textOf(record, 'Code'),
    ...(salesVatCode === undefined ? {} : { salesVatCode }),
  };
}
