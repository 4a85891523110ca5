import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { IllegalTransition, statesTaking, takes, transition, type OrderEvent, type OrderState } from './order-state.js';

const states: OrderState[] = [
  'received',
  'pending',
  'ready',
  'debtor',
  'items',
  'ordering',
  'done',
  'held',
  'skipped',
  'cancelled',
];
const events: OrderEvent[] = [
  'waits',
  'paid',
  'skip',
  'cancel',
  'debtor-asked',
  'debtor-ready',
  'sales-order-asked',
  'sales-order-there',
  'sales-order-removed',
  'changed',
  'division-changed',
  'hold',
  'retry',
];

const history = array(constantFrom(...events), { maxLength: 60 });

/** The states that an order passes when it takes of the events those that it may. */
function walk(happening: readonly OrderEvent[]): { state: OrderState; event: OrderEvent; before: OrderState }[] {
  let state: OrderState = 'received';
  const path: { state: OrderState; event: OrderEvent; before: OrderState }[] = [];
  for (const event of happening) {
    if (!takes(state, event)) continue;
    const before = state;
    state = transition(state, event);
    path.push({ before, event, state });
  }
  return path;
}

/** What can be reached from a state, itself included. */
function reachable(from: OrderState): Set<OrderState> {
  const found = new Set([from]);
  for (const state of found) for (const event of events) if (takes(state, event)) found.add(transition(state, event));
  return found;
}

describe('The way of an order to Exact (O1)', () => {
  it('O1: paid, debtor, items, sales order, done', () => {
    const straight: OrderEvent[] = ['paid', 'debtor-asked', 'debtor-ready', 'sales-order-asked', 'sales-order-there'];
    expect(straight.reduce<OrderState>(transition, 'received')).toBe('done');
  });

  it('O1: an order that is done stays done, whatever is redelivered', () => {
    const ends = ['sales-order-removed', 'division-changed'];
    for (const event of events.filter((name) => !ends.includes(name))) {
      expect(takes('done', event)).toBe(false);
      expect(() => transition('done', event)).toThrow(IllegalTransition);
    }
    assert(
      property(history, (happening) => {
        const path = walk(happening.filter((event) => !ends.includes(event)));
        const done = path.findIndex(({ state }) => state === 'done');
        expect(done === -1 || done === path.length - 1).toBe(true);
      }),
    );
  });

  it('O8: only the removal of its sales order ends a done order, as cancelled', () => {
    expect(transition('done', 'sales-order-removed')).toBe('cancelled');
    for (const state of states.filter((name) => name !== 'done'))
      expect(takes(state, 'sales-order-removed')).toBe(false);
  });

  it('V4: in another division an order begins anew, also one that is done; it is held first, and never booked by the change', () => {
    expect(statesTaking('division-changed')).toEqual(['ready', 'debtor', 'items', 'ordering', 'held', 'done']);
    for (const state of statesTaking('division-changed')) expect(transition(state, 'division-changed')).toBe('held');
  });

  it('O1: a sales order that was made after all is seen in every state that it may come late to', () => {
    for (const state of ['pending', 'ready', 'debtor', 'items', 'ordering', 'held', 'skipped', 'cancelled'] as const)
      expect(transition(state, 'sales-order-there')).toBe('done');
  });

  it('O1: a sales order is asked for only with debtor and items, and only once before an answer or a retry', () => {
    assert(
      property(history, (happening) => {
        const path = walk(happening);
        const asked = path.flatMap(({ event }, index) => (event === 'sales-order-asked' ? [index] : []));
        for (const [turn, index] of asked.entries()) {
          expect(path[index]!.before).toBe('items');
          const since = path.slice(turn === 0 ? 0 : asked[turn - 1]! + 1, index).map(({ event }) => event);
          expect(since.filter((event) => event === 'debtor-asked')).toHaveLength(1);
          if (turn > 0) expect(since.some((event) => ['retry', 'changed', 'paid'].includes(event))).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('a held order is never lost: retried it goes on, and every state but done leads on to done', () => {
    expect(transition('held', 'retry')).toBe('ready');
    for (const state of states) expect(reachable(state).has('done')).toBe(true);
  });

  it('every step to Exact can be held', () => {
    for (const state of ['ready', 'debtor', 'items', 'ordering'] as const)
      expect(transition(state, 'hold')).toBe('held');
  });

  it('O6: a skipped order is taken up when a later update says that it is paid', () => {
    expect(transition('skipped', 'paid')).toBe('ready');
    expect(transition('skipped', 'skip')).toBe('skipped');
  });

  it('O8: before its sales order is there an order can be cancelled; what Amazon calls paid again is not lost', () => {
    for (const state of ['pending', 'ready', 'debtor', 'items', 'ordering', 'held'] as const)
      expect(transition(state, 'cancel')).toBe('cancelled');
    expect(transition('cancelled', 'paid')).toBe('ready');
  });

  it('an event that a state does not take is a mistake, named', () => {
    expect(() => transition('received', 'debtor-ready')).toThrow(
      'An order that is received cannot take "debtor-ready"',
    );
  });
});
