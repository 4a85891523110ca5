import type { AccountedOrder } from '@connector/demo';

const COUNTS = [
  'lost',
  'doubledOrders',
  'doubledAccounts',
  'doubledItems',
  'wrongCents',
  'messagesLeft',
  'notConserved',
  'strangeLost',
  'strangeDoubled',
  'parkedOthers',
  'loginsForNothing',
  'otherFaults',
] as const;

type Row = Readonly<Record<string, unknown>>;

/** What a run has lost, doubled or got wrong. Everything must be 0, and every order in a state that ends. */
export interface Verdict {
  readonly orders: number;
  readonly lost: number;
  readonly doubledOrders: number;
  readonly doubledAccounts: number;
  readonly doubledItems: number;
  readonly wrongCents: number;
  /** messages that nobody handled, in the queues or parked */
  readonly messagesLeft: number;
  /** orders seen less those that are done, held, skipped, cancelled or in flight */
  readonly notConserved: number;
  /** messages that nobody knows and that were not parked, or more than once; and all others that were parked */
  readonly strangeLost: number;
  readonly strangeDoubled: number;
  readonly parkedOthers: number;
  /** how often a merchant had to connect Exact again though no refresh of a token was broken off */
  readonly loginsForNothing: number;
  readonly otherFaults: number;
  readonly faults: readonly string[];
}

/** Counts the faults of one shop's orders and records. */
export function judge(
  orders: readonly AccountedOrder[],
  exact: { readonly accounts: readonly Row[]; readonly items: readonly Row[]; readonly salesOrders: readonly Row[] },
  around: Pick<
    Verdict,
    'messagesLeft' | 'notConserved' | 'strangeLost' | 'strangeDoubled' | 'parkedOthers' | 'loginsForNothing'
  >,
): Verdict {
  const imported = orders.filter(({ amazon }) => amazon !== undefined);
  const faulty = orders.filter(({ fault }) => fault !== undefined);
  const lost = imported.filter(({ salesOrders }) => salesOrders === 0).length;
  const wrongCents = imported.filter(({ amazon, exact: booked }) => booked !== undefined && booked !== amazon).length;
  const doubledOrders = doublesAmong(exact.salesOrders, 'YourRef');
  return {
    orders: orders.length,
    lost,
    doubledOrders,
    doubledAccounts: doublesAmong(exact.accounts, 'SearchCode'),
    doubledItems: doublesAmong(exact.items, 'Code'),
    wrongCents,
    ...around,
    otherFaults: Math.max(0, faulty.length - lost - wrongCents),
    faults: faulty.slice(0, 20).map(({ orderId, fault }) => `${orderId}: ${fault!}`),
  };
}

/** The verdict over several shops. */
export function together(verdicts: readonly Verdict[]): Verdict {
  const sum = (name: Exclude<keyof Verdict, 'faults'>): number =>
    verdicts.reduce((total, verdict) => total + verdict[name], 0);
  return {
    orders: sum('orders'),
    lost: sum('lost'),
    doubledOrders: sum('doubledOrders'),
    doubledAccounts: sum('doubledAccounts'),
    doubledItems: sum('doubledItems'),
    wrongCents: sum('wrongCents'),
    messagesLeft: sum('messagesLeft'),
    notConserved: sum('notConserved'),
    strangeLost: sum('strangeLost'),
    strangeDoubled: sum('strangeDoubled'),
    parkedOthers: sum('parkedOthers'),
    loginsForNothing: sum('loginsForNothing'),
    otherFaults: sum('otherFaults'),
    faults: verdicts.flatMap(({ faults }) => faults),
  };
}

/** Whether nothing at all went wrong. */
export function isClean(verdict: Verdict): boolean {
  return verdict.faults.length === 0 && COUNTS.every((name) => verdict[name] === 0);
}

function doublesAmong(rows: readonly Row[], field: string): number {
  const values = rows.map((row) => row[field]).filter((value) => value !== null && value !== undefined && value !== '');
  return values.length - new Set(values.map((value) => String(value).toLowerCase())).size;
}
