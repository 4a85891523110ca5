import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { literal, textOf } from './odata.js';

/** `EntityType` of the kinds that the connector refers to (exact-online 6). */
const KINDS: Readonly<Record<number, DeletedRecord['kind']>> = {
  2: 'account',
  3: 'address',
  9: 'item',
  32: 'sales-order',
};

export interface DeletedRecord {
  readonly kind: 'account' | 'address' | 'item' | 'sales-order';
  readonly id: string;
}

export interface DeletedPage {
  readonly records: readonly DeletedRecord[];
  readonly upTo: string;
  readonly last: boolean;
}

/** `sync/Deleted`: what is gone, kept for two months (exact-online 6). */
@Injectable()
export class DeletedRecords {
  constructor(private readonly client: ExactClient) {}

  /** What went since a row version, page by page, and the row version that each page reaches up to. */
  async *since(access: ExactAccess, timestamp: string): AsyncGenerator<DeletedPage> {
    const pages = this.client.pages(access, 'sync/Deleted', {
      $select: 'EntityType,EntityKey,Timestamp',
      $filter: `Timestamp gt ${literal.int64(timestamp)}`,
    });
    let upTo = timestamp;
    for await (const { records: rows, last } of pages) {
      const records = rows.flatMap((row) => {
        const kind = KINDS[Number(row['EntityType'])];
        return kind === undefined ? [] : [{ kind, id: textOf(row, 'EntityKey') }];
      });
      upTo = rows
        .map((row) => textOf(row, 'Timestamp'))
        .reduce((highest, one) => (BigInt(one) > BigInt(highest) ? one : highest), upTo);
      yield { records, upTo, last };
    }
  }
}
