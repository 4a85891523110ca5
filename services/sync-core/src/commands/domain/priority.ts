/**
 * Who goes first when calls are scarce (architecture, Throttling): a person who waits, orders, stock, catalogue, reconciliation,
 * and last what a person started in bulk.
 */
export const priority = {
  person: 0,
  order: 1,
  stock: 2,
  catalogue: 3,
  reconciliation: 4,
  bulk: 5,
} as const;

export type Priority = (typeof priority)[keyof typeof priority];
