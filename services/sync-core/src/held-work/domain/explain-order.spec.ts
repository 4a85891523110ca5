import { describe, expect, it } from '@jest/globals';
import { reasonCatalogue } from '@connector/contracts';
import type { OrderState } from '../../orders/domain/order-state.js';
import { explainOrder, type AskedOrder } from './explain-order.js';

const order = (state: OrderState, more: Partial<AskedOrder> = {}): AskedOrder => ({
  amazonOrderId: '402-1234567-1234567',
  state,
  reasonCode: null,
  reasonDetail: null,
  salesOrderNumber: null,
  total: null,
  retriesByItself: false,
  blockedBy: null,
  notices: [],
  ...more,
});

describe('Why an order is not in Exact (C3)', () => {
  it('names what is missing, where to set it, and whom to ask, in both languages', () => {
    const { nl, en } = explainOrder(
      order('held', { reasonCode: 'no_vat_rule', reasonDetail: { shipTo: 'HU', rate: '2700' }, retriesByItself: true }),
      'support@voorbeeld.nl',
    );
    expect(nl).toBe(
      'Order 402-1234567-1234567 staat nog niet in Exact Online en wacht op een mens. De btw-tabel heeft geen regel voor deze verkoop. (shipTo: HU, rate: 2700) Wat te doen: Voeg de genoemde regel toe aan de btw-tabel; de order gaat dan vanzelf verder. Hij gaat vanzelf verder zodra de oorzaak weg is. Vragen: support@voorbeeld.nl.',
    );
    expect(en).toContain('is not in Exact Online yet and waits for a person');
    expect(en).toContain('shipTo: HU');
  });

  it.each([
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
  ] as const)('has an answer in both languages for an order that is %s', (state) => {
    const { nl, en } = explainOrder(order(state), 'support');
    expect(nl).toMatch(/^Order 402-1234567-1234567 .{10,}Vragen: support\.$/);
    expect(en).toMatch(/^Order 402-1234567-1234567 .{10,}Questions: support\.$/);
  });

  it.each(Object.keys(reasonCatalogue))('says the remedy of %s', (reasonCode) => {
    expect(explainOrder(order('held', { reasonCode }), 'support').nl).toContain('Wat te doen: ');
  });

  it('says until when a limit of the platform holds it up', () => {
    const blockedBy = { reasonCode: 'exact_day_limit', until: '2026-11-24T00:00:00.000Z' };
    expect(explainOrder(order('ordering', { blockedBy }), 'support').nl).toContain('Verder vanaf 2026-11-24');
  });
});
