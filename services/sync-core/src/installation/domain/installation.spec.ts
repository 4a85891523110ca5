import { describe, expect, it } from '@jest/globals';
import { withDefaults } from './installation.js';

describe('Settings that nobody chose (V1)', () => {
  const settings = withDefaults({ marketplaceIds: ['A1805IZSGTT6HS'], connectedAt: '2026-11-01T09:00:00.000Z' });

  it('V1: have the defaults of the domain page', () => {
    expect(settings).toMatchObject({
      channels: ['MFN', 'AFN'],
      debtorMode: 'per-buyer',
      usesVatCalculationService: false,
      stock: { enabled: true, intervalMinutes: 60, buffer: 0 },
      keepEmail: true,
      keepPhone: true,
      updateAdoptedItems: false,
    });
  });

  it('O1: AFN orders are paid when they are shipped', () => {
    expect(settings.importAmazonOrdersFrom).toBe('SHIPPED');
  });

  it('O6: orders are imported from the moment that the connection was made', () => {
    expect(settings.importOrdersFrom).toBe('2026-11-01T09:00:00.000Z');
  });

  it('I7: the first import takes 50 items per 10 minutes', () => {
    expect(settings.firstImport).toEqual({ items: 50, perMinutes: 10 });
  });

  it('I9: service items are Shipment, GiftWrap and Surcharge', () => {
    expect(settings.serviceItemCodes).toEqual({ shipping: 'Shipment', giftWrap: 'GiftWrap', surcharge: 'Surcharge' });
  });

  it('V1: what no default exists for is empty, and no warehouse is made up', () => {
    expect(settings).toMatchObject({
      itemGroup: '',
      paymentCondition: '',
      itemVatCode: '',
      vatTable: [],
      stockWarehouses: [],
    });
    expect(settings).not.toHaveProperty('amazonOrderWarehouse');
    expect(settings).not.toHaveProperty('merchantOrderWarehouse');
  });

  it('V1: what was chosen stays', () => {
    expect(withDefaults({ ...settings, debtorMode: 'hybrid', keepEmail: false })).toEqual({
      ...settings,
      debtorMode: 'hybrid',
      keepEmail: false,
    });
  });
});
