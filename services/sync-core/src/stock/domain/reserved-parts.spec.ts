import { describe, expect, it } from '@jest/globals';
import { amazonOrderUpdatedV1, type AmazonOrderLineV1 } from '@connector/contracts';
import { reservedParts } from './reserved-parts.js';

const line: AmazonOrderLineV1 = {
  orderItemId: '1',
  sku: 'MUG-BLUE',
  quantityOrdered: 3,
  components: [],
  reportingSchemes: [],
  taxCollections: [],
};

function order(fulfillmentStatus: string, more: Partial<AmazonOrderLineV1> = {}, fulfilledBy = 'MERCHANT') {
  return { fulfillmentStatus, fulfilledBy, lines: [Object.assign({}, line, more)] };
}

const taken = (
  status: string,
  { isSkipped = false, more = {} }: { isSkipped?: boolean; more?: Partial<AmazonOrderLineV1> } = {},
): number => reservedParts(order(status, more), isSkipped).reduce((total, { pieces }) => total + pieces, 0);

describe('What an order takes from the shelf before Exact knows (S2)', () => {
  it.each(['PENDING', 'PENDING_AVAILABILITY', 'UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED'])(
    'counts an order on its way that is %s: its sales order is not in Exact yet',
    (status) => expect(taken(status)).toBe(3),
  );

  it('counts nothing that Amazon ships', () => {
    expect(reservedParts(order('PENDING', {}, 'AMAZON'), false)).toEqual([]);
  });

  it('counts nothing of a cancelled order', () => {
    expect(taken('CANCELLED')).toBe(0);
    expect(taken('CANCELLED', { isSkipped: true })).toBe(0);
  });

  it('counts a skipped order until it is shipped', () => {
    expect(taken('UNSHIPPED', { isSkipped: true })).toBe(3);
    expect(
      taken('PARTIALLY_SHIPPED', { isSkipped: true, more: { quantityFulfilled: 1, quantityUnfulfilled: 2 } }),
    ).toBe(2);
    expect(taken('SHIPPED', { isSkipped: true })).toBe(0);
    expect(taken('UNFULFILLABLE', { isSkipped: true })).toBe(0);
  });

  it('O5: counts what is left of a line of which pieces were cancelled', () => {
    expect(taken('UNSHIPPED', { more: { cancelledBy: 'BUYER', quantityFulfilled: 0, quantityUnfulfilled: 2 } })).toBe(
      2,
    );
  });

  it('names where the item comes from: the SKU as it is, else the ASIN', () => {
    const { lines, ...rest } = amazonOrderUpdatedV1.example;
    const without = Object.assign({}, lines[0], { sku: ' ' });
    expect(reservedParts({ ...rest, lines }, false)[0]?.source).toBe('sku:MUG-BLUE');
    expect(reservedParts({ ...rest, lines: [without] }, false)[0]?.source).toBe('asin:B000000001');
  });
});
