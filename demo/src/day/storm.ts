import type { Stage } from '../stage.js';

/** How often each way of misbehaving strikes a call, from 0 to 1. */
const AT_EXACT = {
  'done-but-answer-lost': 0.03,
  'late-commit': 0.02,
  '500-generic': 0.02,
  '502-html': 0.01,
  '503': 0.02,
  'reset-before': 0.02,
  'truncated-json': 0.01,
} as const;

const AT_AMAZON = { '503': 0.05, '500-generic': 0.03, 'reset-before': 0.03, 'truncated-json': 0.02 } as const;

const EXACT_OPERATIONS = [
  'GET crm/Accounts',
  'POST crm/Accounts',
  'POST crm/Contacts',
  'POST crm/Addresses',
  'GET logistics/Items',
  'POST logistics/Items',
  'GET salesorder/SalesOrders',
  'POST salesorder/SalesOrders',
  'GET sync/Inventory/StockPositions',
];

const AMAZON_OPERATIONS = ['searchOrders', 'searchListingsItems', 'getListingsItem', 'patchListingsItem'];

/**
 * Lets every eighth call to either platform fail in some way: refused, cut, answered with rubbish, done but not answered, done
 * later. Only logging in is spared: an answer of Exact's that is lost there costs a consent.
 */
export async function raiseStorm({ exact, amazon }: Stage): Promise<void> {
  await exact.send('POST', '/faults', rules(EXACT_OPERATIONS, AT_EXACT));
  await amazon.send('POST', '/faults', rules(AMAZON_OPERATIONS, AT_AMAZON));
}

function rules(operations: readonly string[], chances: Readonly<Record<string, number>>): object[] {
  return operations.flatMap((operation) =>
    Object.entries(chances).map(([kind, probability]) => ({ kind, operation, probability })),
  );
}

/** How many calls the storm has struck. */
export async function strikesOf({ exact, amazon }: Stage): Promise<number> {
  const lists = await Promise.all(
    [exact, amazon].map((sandbox) => sandbox.get<{ faults: { struck: number }[] }>('/faults')),
  );
  return lists.flatMap(({ faults }) => faults).reduce((sum, { struck }) => sum + struck, 0);
}
