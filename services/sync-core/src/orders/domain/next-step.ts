import type { Verdict } from './judge-order.js';
import type { OrderState } from './order-state.js';

/** What moves an order whose sales order has not been asked for. `begin-again`: what debtor and items were asked for is out of date. */
export type Move = 'skip' | 'wait' | 'cancel' | 'start' | 'retry' | 'begin-again' | 'advance';

/**
 * What is to be done with an order when Amazon's word of it, or the installation, is looked at anew. `take-back`: first the
 * command that asks for the sales order, if it has not left, then as if it had never been given; `compare`: the sales order
 * stands, the difference is listed; `advance`: it goes on as far as it can.
 */
export type NextStep = Move | 'take-back' | 'compare';

/** Decides the step (domain O1, O6 to O8). `changed`: something that the sales order is made of. */
export function nextStep(state: OrderState, verdict: Verdict, changed: boolean): NextStep {
  if (state === 'done') return 'compare';
  if (state === 'ordering') return verdict.verdict === 'paid' && !changed ? 'advance' : 'take-back';
  return moveOf(state, verdict, changed);
}

/** The step of an order that was asked for and taken back: nothing of it has left. */
export function stepAfterTakingBack(verdict: Verdict): Move {
  return verdict.verdict === 'paid' ? 'begin-again' : moveOf('ready', verdict, true);
}

function moveOf(state: Exclude<OrderState, 'done' | 'ordering'>, { verdict }: Verdict, changed: boolean): Move {
  switch (verdict) {
    case 'skip':
      // what was cancelled is over; nothing of it is to be told again
      return state === 'cancelled' ? 'advance' : 'skip';
    case 'wait':
    case 'pending':
      return 'wait';
    case 'cancelled':
      return state === 'skipped' || state === 'cancelled' ? 'advance' : 'cancel';
    case 'paid':
      if (state === 'held') return 'retry';
      if (state === 'debtor' || state === 'items') return changed ? 'begin-again' : 'advance';
      return state === 'ready' ? 'advance' : 'start';
  }
}
