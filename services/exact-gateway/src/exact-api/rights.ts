import type { ExactRightV1 } from '@connector/contracts';
import { Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { literal } from './odata.js';

const NOTHING = literal.guid('00000000-0000-0000-0000-000000000000');
/** beyond any row version that Exact gives out: the answer is empty, the right is shown */
const NEVER = literal.int64('9000000000000000000');

/** One cheap reading of every part of Exact that the connector needs. */
const PROBES: readonly (readonly [part: string, path: string, query: Readonly<Record<string, string>>])[] = [
  ['accounts', 'crm/Accounts', { $select: 'ID', $filter: `ID eq ${NOTHING}` }],
  ['items', 'logistics/Items', { $select: 'ID', $filter: `ID eq ${NOTHING}` }],
  ['prices', 'logistics/SalesItemPrices', { $select: 'ID', $filter: `ID eq ${NOTHING}` }],
  ['sales-orders', 'salesorder/SalesOrders', { $select: 'OrderID', $filter: `OrderID eq ${NOTHING}` }],
  ['stock', 'sync/Inventory/StockPositions', { $select: 'ID', $filter: `Timestamp gt ${NEVER}` }],
  ['deletions', 'sync/Deleted', { $select: 'ID', $filter: `Timestamp gt ${NEVER}` }],
  ['webhooks', 'webhooks/WebhookSubscriptions', { $select: 'ID' }],
];

/** Whether the package has a part of Exact and the user may use it, as far as a reading shows (domain V2). */
@Injectable()
export class Rights {
  constructor(private readonly client: ExactClient) {}

  /** Seven calls. A refused one is no fault of ours, but counts as a client error: once a day is enough. */
  async probe(access: ExactAccess): Promise<ExactRightV1[]> {
    const rights: ExactRightV1[] = [];
    for (const [part, path, query] of PROBES) {
      try {
        await this.client.get(access, path, query);
        rights.push({ part, state: 'granted' });
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_no_right') throw thrown;
        rights.push({ part, state: 'refused' });
      }
    }
    return rights;
  }
}
