import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { ItemEntity } from './item.entity.js';
import { itemSource } from './items.js';
import { RequestItem } from './request-item.js';
import { SkuAliases } from './sku-aliases.js';

/** What becomes of a SKU that is to be synchronised again. */
export type ResyncOutcome = 'asked' | 'not in Exact yet' | 'not listed' | 'unknown';

/** More SKUs at once are work in bulk: nobody waits before the screen for each. */
const BULK = 10;

/** Writes items again because a person asked for it: description, extra description, price and barcode (manual 8; domain I6). */
@Injectable()
export class ResyncItems {
  constructor(
    private readonly aliases: SkuAliases,
    private readonly request: RequestItem,
  ) {}

  async resync(
    step: Step,
    connection: ConnectionEntity,
    skus: readonly string[],
  ): Promise<{ sku: string; outcome: ResyncOutcome }[]> {
    const division = await step.tx.findOneBy(DivisionEntity, { division: connection.division });
    const outcomes: { sku: string; outcome: ResyncOutcome }[] = [];
    for (const sku of skus) {
      const alias = await this.aliases.of(step.tx, connection.division, sku);
      const where =
        alias === undefined ? { division: connection.division, source: itemSource.sku(sku) } : { id: alias.itemId };
      const item = await step.tx.findOneBy(ItemEntity, where);
      if (item === null || division === null) outcomes.push({ sku, outcome: 'unknown' });
      else if (item.exactItemId === null) outcomes.push({ sku, outcome: 'not in Exact yet' });
      else {
        const asked = await this.request.again(step, item, connection, division.masterData, skus.length > BULK);
        outcomes.push({ sku, outcome: asked ? 'asked' : 'not listed' });
      }
    }
    return outcomes;
  }
}
