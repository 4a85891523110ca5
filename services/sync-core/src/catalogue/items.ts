import { uuidV7 } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { itemCodeFor } from './domain/item-code.js';
import { ItemEntity } from './item.entity.js';

/** Where an item comes from: a SKU, an ASIN that has none, or a service. */
export const itemSource = {
  sku: (sku: string): string => `sku:${sku}`,
  asin: (asin: string): string => `asin:${asin}`,
  service: (service: string): string => `service:${service}`,
};

/** Finds items, and gives new ones a code that nobody else has. */
@Injectable()
export class Items {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** The item of a source, made in the table where there is none; asked for at Exact by others. */
  async findOrAdd(
    tx: EntityManager,
    wish: { division: number; source: string; codeSource: string; wantedBy: string; firstSeenAt?: Date },
  ): Promise<ItemEntity> {
    const { division, source } = wish;
    for (;;) {
      const found = await tx.findOneBy(ItemEntity, { division, source });
      if (found !== null) return found;
      const code = await this.freeCode(tx, division, wish.codeSource, source.startsWith('service:'));
      // somebody else may take the code or the source at this moment: then look again
      await tx.query(
        `INSERT INTO sync_core.item (id, division, source, code, state, wanted_by, adopted, stock_was_seen, first_seen_at)
         VALUES ($1, $2, $3, $4, 'wanted', $5, false, false, $6) ON CONFLICT DO NOTHING`,
        [uuidV7(), division, source, code, wish.wantedBy, wish.firstSeenAt ?? this.clock.now()],
      );
    }
  }

  /** No two sources ever share a code, whatever the case (domain I3). */
  private async freeCode(tx: EntityManager, division: number, codeSource: string, isService: boolean): Promise<string> {
    // a merchant's own SKU never gets the code that a service item has, or will have
    const taken = new Set(isService ? [] : await this.serviceCodes(tx, division));
    for (;;) {
      const code = itemCodeFor(codeSource, (candidate) => taken.has(candidate.toLowerCase()));
      const [row] = await tx.query<{ found: boolean }[]>(
        `SELECT exists (SELECT 1 FROM sync_core.item WHERE division = $1 AND lower(code) = lower($2)) AS found`,
        [division, code],
      );
      if (row?.found !== true) return code;
      taken.add(code.toLowerCase());
    }
  }

  private async serviceCodes(tx: EntityManager, division: number): Promise<string[]> {
    const rows = await tx.query<{ code: string }[]>(
      `SELECT DISTINCT lower(s.value) AS code FROM sync_core.connection c, jsonb_each_text(c.settings -> 'serviceItemCodes') s
       WHERE c.division = $1`,
      [division],
    );
    return rows.map(({ code }) => code);
  }
}
