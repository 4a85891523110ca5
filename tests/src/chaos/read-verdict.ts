import { accountFor, rowsOf, salesOrdersOf, until, type DayOrder, type Shop, type Stack } from '@connector/demo';
import { knownOrders } from '../known-orders.js';
import type { ConnectAgain } from './connect-again.js';
import { messagesLeft } from './messages-left.js';
import type { StrangeMessages } from './strange-messages.js';
import type { ToldByProcesses } from './told-by-processes.js';
import { judge, together, type Verdict } from './verdict.js';
import type { WatchConservation } from './watch-conservation.js';

/** A shop of the run, its connection and the orders that it gets. */
export interface Merchant {
  readonly shop: Shop;
  readonly connectionId: string;
  readonly orders: DayOrder[];
}

/** What happened beside the orders: messages that nobody knows, looks at the table of orders, logins that were asked for. */
export interface Witnesses {
  readonly strange: StrangeMessages;
  readonly watch: WatchConservation;
  readonly person: ConnectAgain;
  readonly told: ToldByProcesses;
}

/** Compares what was placed at Amazon with what the connector says and what stands in Exact. */
export async function readVerdict(
  stack: Stack,
  { retryDelaysMs }: { readonly retryDelaysMs: readonly number[] },
  merchants: readonly Merchant[],
  updated: readonly ReadonlyMap<string, string>[],
  { strange, watch, person, told }: Witnesses,
): Promise<Verdict> {
  const { adminAmqpUrl, adminDatabaseUrl } = stack.infrastructure;
  const left = await until('The broker', () => messagesLeft(adminAmqpUrl, adminDatabaseUrl, retryDelaysMs));
  const parked = await strange.parked();
  await watch.look();
  const verdicts: Verdict[] = [];
  for (const [index, { shop, connectionId, orders }] of merchants.entries()) {
    const known = await knownOrders(stack, connectionId);
    const [accounts, items, salesOrders, booked] = await Promise.all([
      rowsOf(stack, 'accounts', shop),
      rowsOf(stack, 'items', shop),
      rowsOf(stack, 'salesorders', shop),
      salesOrdersOf(stack, shop),
    ]);
    const first = index === 0;
    verdicts.push(
      judge(
        accountFor(orders, known, booked, updated[index]!),
        { accounts, items, salesOrders },
        {
          messagesLeft: first ? left : 0,
          notConserved: (first ? watch.conservation.broken.length : 0) + Math.abs(orders.length - known.length),
          strangeLost: first ? strange.count - parked.messages : 0,
          strangeDoubled: first ? parked.rows - parked.messages : 0,
          parkedOthers: first ? parked.others : 0,
          loginsForNothing: first ? Math.max(0, person.times - told.refreshesBrokenOff) : 0,
        },
      ),
    );
  }
  return together(verdicts);
}
