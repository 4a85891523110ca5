import { formatMoney, money } from '@connector/money';
import type { AccountedOrder } from './account-for.js';
import type { Figures } from './figures.js';

/** The end of the day as a table for a terminal. */
export function tableOf(orders: readonly AccountedOrder[], figures: Figures): string {
  const amount = (minorUnits: number | undefined, currency: string | undefined): string =>
    minorUnits === undefined || currency === undefined ? '' : formatMoney(money(minorUnits, currency));
  const rows = orders.map(({ orderId, about, outcome, amazon, exact, currency, reasonCode, fault }) => [
    orderId,
    about,
    amount(amazon, currency),
    amount(exact, currency),
    fault === undefined ? outcome : 'WRONG',
    fault ?? (outcome === 'held' || outcome === 'skipped' ? (reasonCode ?? '') : ''),
  ]);
  const head = ['Amazon order', 'what it is', 'at Amazon', 'in Exact', 'outcome', 'reason'];
  const { outcomes } = figures;
  return [
    ...aligned([head, ...rows], new Set([2, 3])),
    '',
    ...aligned(
      [
        ['orders in', String(figures.ordersIn)],
        ['sales orders in Exact', String(figures.salesOrdersInExact)],
        [
          'imported / held / skipped / cancelled',
          `${outcomes.imported} / ${outcomes.held} / ${outcomes.skipped} / ${outcomes.cancelled}`,
        ],
        ...Object.entries(figures.totals).map(([currency, { amazon, exact }]) => [
          `total ${currency}`,
          `${amount(amazon, currency)} at Amazon, ${amount(exact, currency)} in Exact${amazon === exact ? '' : '  DIFFERENT'}`,
        ]),
        ['debtors, items', `${figures.debtors}, ${figures.items}`],
        ['stock offers equal to Exact', `${figures.stock.offersEqual}`],
        [
          'restarts',
          Object.entries(figures.restarts)
            .map(([name, count]) => `${name} ${count}`)
            .join(', ') || 'none',
        ],
        ['calls made to fail', `${figures.callsStruck}`],
        ['duration', `${figures.durationSeconds} s`],
        [
          'verdict',
          figures.faults.length === 0
            ? 'every order accounted for, every total equal'
            : `${figures.faults.length} FAULTS`,
        ],
      ],
      new Set(),
    ),
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[], right: ReadonlySet<number>): string[] {
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (right.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
