import { until, type KnownOrder, type Stack } from '@connector/demo';

/** All orders of a connection, page by page; the API may be away for a moment, because it was killed. */
export async function knownOrders(stack: Stack, connectionId: string): Promise<KnownOrder[]> {
  const known: KnownOrder[] = [];
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const path = `/orders?limit=200&connectionId=${connectionId}${after === undefined ? '' : `&after=${after}`}`;
    const page = await until('The API', () => stack.api.get<{ orders: KnownOrder[]; next?: string }>(path));
    known.push(...page.orders);
    after = page.next;
  }
  return known;
}
