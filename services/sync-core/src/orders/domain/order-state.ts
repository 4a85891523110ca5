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
  | 'hold'
  | 'retry';

/** An event that must not happen in a state: a mistake in the program. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
}

const TABLE: Readonly<Record<OrderState, Readonly<Partial<Record<OrderEvent, OrderState>>>>> = {
  received: { waits: 'pending', paid: 'ready', skip: 'skipped', cancel: 'cancelled' },
  pending: { waits: 'pending', paid: 'ready', skip: 'skipped', cancel: 'cancelled' },
  ready: { 'debtor-asked': 'debtor', hold: 'held', cancel: 'cancelled', skip: 'skipped' },
  debtor: { 'debtor-ready': 'items', hold: 'held', cancel: 'cancelled' },
  items: { 'sales-order-asked': 'ordering', hold: 'held', cancel: 'cancelled' },
  // `cancel` only while the command has not left: withdrawn, or answered as absent
  ordering: { 'sales-order-there': 'done', hold: 'held', cancel: 'cancelled' },
  held: { retry: 'ready', cancel: 'cancelled', skip: 'skipped', 'sales-order-there': 'done' },
  skipped: { paid: 'ready', waits: 'pending', skip: 'skipped' },
  done: {},
  cancelled: { 'sales-order-there': 'done' },
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
