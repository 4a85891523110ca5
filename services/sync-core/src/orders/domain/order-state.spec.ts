import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { IllegalTransition, takes, transition, type OrderEvent, type OrderState } from './order-state.js';

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
    for (const event of events) {
      expect(takes('done', event)).toBe(false);
      expect(() => transition('done', event)).toThrow(IllegalTransition);
    }
    assert(
      property(history, (happening) => {
        const path = walk(happening);
        const done = path.findIndex(({ state }) => state === 'done');
        expect(done === -1 || done === path.length - 1).toBe(true);
      }),
    );
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
          if (turn > 0) expect(since).toContain('retry');
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

  it('O8: before its sales order is there an order can be cancelled; a sales order that was made all the same is seen', () => {
    for (const state of ['pending', 'ready', 'debtor', 'items', 'ordering', 'held'] as const)
      expect(transition(state, 'cancel')).toBe('cancelled');
    expect(transition('cancelled', 'sales-order-there')).toBe('done');
    expect(takes('cancelled', 'paid')).toBe(false);
  });

  it('an event that a state does not take is a mistake, named', () => {
    expect(() => transition('received', 'debtor-ready')).toThrow(
      'An order that is received cannot take "debtor-ready"',
    );
  });
});
