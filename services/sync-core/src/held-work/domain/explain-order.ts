import { reasonOf } from '@connector/contracts';
import type { OrderState } from '../../orders/domain/order-state.js';

/** What is known of an order that somebody asks after. */
export interface AskedOrder {
  readonly amazonOrderId: string;
  readonly state: OrderState;
  readonly reasonCode: string | null;
  readonly reasonDetail: Readonly<Record<string, string>> | null;
  readonly salesOrderNumber: number | null;
  readonly total: string | null;
  readonly retriesByItself: boolean;
  /** why nothing of the division can go now, and until when */
  readonly blockedBy: { readonly reasonCode: string; readonly until: string } | null;
  readonly notices: readonly { readonly nl: string; readonly en: string }[];
}

export interface Explanation {
  readonly nl: string;
  readonly en: string;
}

/** Why an order is not in Exact, or is there as it is: one text that a bookkeeper reads once (domain C3). */
export function explainOrder(order: AskedOrder, supportContact: string): Explanation {
  const parts = [stateOf(order), ...order.notices];
  const end = { nl: `Vragen: ${supportContact}.`, en: `Questions: ${supportContact}.` };
  return {
    nl: [...parts.map(({ nl }) => nl), end.nl].join(' '),
    en: [...parts.map(({ en }) => en), end.en].join(' '),
  };
}

function stateOf(order: AskedOrder): Explanation {
  const { amazonOrderId: id, state } = order;
  switch (state) {
    case 'done':
      return {
        nl: `Order ${id} staat in Exact Online als verkooporder ${order.salesOrderNumber ?? '-'}, totaal ${order.total ?? '-'}.`,
        en: `Order ${id} is in Exact Online as sales order ${order.salesOrderNumber ?? '-'}, total ${order.total ?? '-'}.`,
      };
    case 'held': {
      const because = reasonText(order);
      return {
        nl: `Order ${id} staat nog niet in Exact Online en wacht op een mens. ${because.nl}${order.retriesByItself ? ' Hij gaat vanzelf verder zodra de oorzaak weg is.' : ' Na het oplossen: kies "opnieuw proberen".'}`,
        en: `Order ${id} is not in Exact Online yet and waits for a person. ${because.en}${order.retriesByItself ? ' It goes on by itself when the cause is gone.' : ' When it is mended: choose "retry".'}`,
      };
    }
    case 'skipped': {
      const because = reasonText(order);
      return {
        nl: `Order ${id} komt niet in Exact Online. ${because.nl}`,
        en: `Order ${id} does not come into Exact Online. ${because.en}`,
      };
    }
    case 'cancelled':
      return {
        nl: `Order ${id} is geannuleerd voordat hij in Exact Online stond; daarom staat hij er niet.`,
        en: `Order ${id} was cancelled before it was in Exact Online; that is why it is not there.`,
      };
    case 'received':
    case 'pending':
      return {
        nl: `Order ${id} staat nog niet in Exact Online: Amazon heeft hem nog niet als betaald vrijgegeven.${waitText(order).nl}`,
        en: `Order ${id} is not in Exact Online yet: Amazon has not released it as paid.${waitText(order).en}`,
      };
    default:
      return {
        nl: `Order ${id} is onderweg naar Exact Online (${STEPS[state].nl}).${blockText(order).nl}`,
        en: `Order ${id} is on its way to Exact Online (${STEPS[state].en}).${blockText(order).en}`,
      };
  }
}

const STEPS: Readonly<Record<'ready' | 'debtor' | 'items' | 'ordering', Explanation>> = {
  ready: { nl: 'klaar om te beginnen', en: 'ready to begin' },
  debtor: { nl: 'de debiteur wordt gezocht of aangemaakt', en: 'the debtor is found or made' },
  items: { nl: 'de artikelen worden gezocht of aangemaakt', en: 'the items are found or made' },
  ordering: { nl: 'de verkooporder wordt aangemaakt', en: 'the sales order is being made' },
};

function reasonText({ reasonCode, reasonDetail }: AskedOrder): Explanation {
  if (reasonCode === null) return { nl: '', en: '' };
  const { nl, en, remedyNl, remedyEn } = reasonOf(reasonCode);
  const entries = Object.entries(reasonDetail ?? {});
  const facts = entries.length === 0 ? '' : ` (${entries.map(([name, value]) => `${name}: ${value}`).join(', ')})`;
  return { nl: `${nl}${facts} Wat te doen: ${remedyNl}`, en: `${en}${facts} What to do: ${remedyEn}` };
}

function waitText(order: AskedOrder): Explanation {
  if (order.reasonCode === null) return { nl: '', en: '' };
  const { nl, en } = reasonText(order);
  return { nl: ` ${nl}`, en: ` ${en}` };
}

function blockText({ blockedBy }: AskedOrder): Explanation {
  if (blockedBy === null) return { nl: '', en: '' };
  const { nl, en } = reasonOf(blockedBy.reasonCode);
  return {
    nl: ` ${nl} Verder vanaf ${blockedBy.until}.`,
    en: ` ${en} It goes on from ${blockedBy.until}.`,
  };
}
