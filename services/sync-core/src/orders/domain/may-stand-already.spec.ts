import { describe, expect, it } from '@jest/globals';
import { mayHaveDebtor, mayStandAlready } from './may-stand-already.js';

const settings = { connectedAt: '2026-11-20T09:00:00Z', lookForSalesOrders: 'before-connection' } as const;
const boughtAt = (time: string): Date => new Date(time);

describe('O2: a sales order that we do not know of can stand in Exact', () => {
  it('of an order that was bought before the connection was switched on', () => {
    const never = { settings, restoredAt: null };
    expect(mayStandAlready(boughtAt('2026-11-20T08:59:59Z'), never)).toBe(true);
    expect(mayStandAlready(boughtAt('2026-11-20T09:00:00Z'), never)).toBe(false);
  });

  it('of every order where the installation says so', () => {
    const always = { settings: { ...settings, lookForSalesOrders: 'always' }, restoredAt: null } as const;
    expect(mayStandAlready(boughtAt('2026-11-25T12:00:00Z'), always)).toBe(true);
  });

  it('of an order that was bought before the database was put back, because we may have booked it', () => {
    const restored = { settings, restoredAt: new Date('2026-11-24T10:00:00Z') };
    expect(mayStandAlready(boughtAt('2026-11-24T09:59:59Z'), restored)).toBe(true);
    expect(mayStandAlready(boughtAt('2026-11-24T10:00:00Z'), restored)).toBe(false);
  });

  it('and its debtor for a week, because the buyer may buy again before that order is found', () => {
    const restoredAt = new Date('2026-11-24T10:00:00Z');
    expect(mayHaveDebtor(boughtAt('2026-12-01T09:59:59Z'), restoredAt)).toBe(true);
    expect(mayHaveDebtor(boughtAt('2026-12-01T10:00:00Z'), restoredAt)).toBe(false);
    expect(mayHaveDebtor(boughtAt('2026-11-24T09:00:00Z'), null)).toBe(false);
  });
});
