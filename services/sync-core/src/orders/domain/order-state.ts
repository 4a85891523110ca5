/** Where an order is on its way to Exact. */
export type OrderState =
  'received' | 'pending' | 'ready' | 'debtor' | 'items' | 'ordering' | 'done' | 'held' | 'skipped' | 'cancelled';

/** What happens to an order. */
export type OrderEvent =
  | 'waits'
  | 'paid'
  | 'skip'
  | 'cancel'
  | 'debtor-asked'
  | 'debtor-ready'
  | 'sales-order-asked'
  | 'sales-order-there'
  | 'sales-order-removed'
  | 'changed'
  | 'division-changed'
  | 'hold'
  | 'retry';

/** An event that must not happen in a state: a mistake in the program. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
}

/** What Amazon may say of an order at any time before its sales order is there. */
const SAID = { waits: 'pending', skip: 'skipped', cancel: 'cancelled' } as const;

/** An answer that comes late all the same tells of a sales order that stands in Exact: there must be no second one. */
const LATE = { 'sales-order-there': 'done' } as const;

/** The connection goes on with another division: what stands in the old one is left, and the order begins anew (V4). */
const LEFT = { 'division-changed': 'held' } as const;

const TABLE: Readonly<Record<OrderState, Readonly<Partial<Record<OrderEvent, OrderState>>>>> = {
  received: { ...SAID, paid: 'ready' },
  pending: { ...SAID, ...LATE, paid: 'ready' },
  ready: { ...SAID, ...LATE, ...LEFT, 'debtor-asked': 'debtor', hold: 'held' },
  // `changed`: Amazon tells something else than what debtor and items were asked for, or the debtor is gone in Exact
  debtor: { ...SAID, ...LATE, ...LEFT, 'debtor-ready': 'items', changed: 'ready', hold: 'held' },
  items: { ...SAID, ...LATE, ...LEFT, 'sales-order-asked': 'ordering', changed: 'ready', hold: 'held' },
  // all but the answer only while the command has not left: taken back, or answered as absent or deferred
  ordering: { ...SAID, ...LATE, ...LEFT, changed: 'ready', hold: 'held' },
  held: { ...SAID, ...LATE, ...LEFT, retry: 'ready' },
  skipped: { ...LATE, paid: 'ready', waits: 'pending', skip: 'skipped' },
  // removed because Amazon cancelled the order, never for another reason (O8)
  done: { ...LEFT, 'sales-order-removed': 'cancelled' },
  cancelled: { ...LATE, paid: 'ready', waits: 'pending' },
};

/** The state after an event. @throws IllegalTransition */
export function transition(state: OrderState, event: OrderEvent): OrderState {
  const next = TABLE[state][event];
  if (next === undefined) throw new IllegalTransition(`An order that is ${state} cannot take "${event}"`);
  return next;
}

/** Whether the order may take the event. */
export function takes(state: OrderState, event: OrderEvent): boolean {
  return TABLE[state][event] !== undefined;
}

/** The states in which an order may take the event. */
export function statesTaking(event: OrderEvent): OrderState[] {
  return (Object.keys(TABLE) as OrderState[]).filter((state) => takes(state, event));
}
