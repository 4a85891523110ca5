import { describe, expect, it } from '@jest/globals';
import { remarksOf } from './remarks.js';

const skus: Readonly<Record<string, string>> = { '1': 'MUG-BLUE', '2': 'LAMP' };
const skuOf = (orderItemId: string): string | undefined => skus[orderItemId];
const message = (orderItemId: string, text: string) => ({ orderItemId, message: text });

describe('Remarks of the sales order (O3)', () => {
  it("O3: delivery instructions, gift messages, the buyer's purchase order number, one a line", () => {
    const personal = {
      deliveryInstructions: 'Behind the shed',
      giftMessages: [message('1', 'Happy birthday!')],
      purchaseOrderNumber: 'PO-2026-17',
    };
    expect(remarksOf(personal, skuOf)).toBe('Behind the shed\nHappy birthday!\nPO-2026-17');
  });

  it('O3: of several gift messages each has its SKU, or its line where it has none', () => {
    const giftMessages = [message('1', 'For you'), message('2', 'For you too'), message('3', 'And you')];
    expect(remarksOf({ giftMessages }, skuOf)).toBe('MUG-BLUE: For you\nLAMP: For you too\n3: And you');
  });

  it('O3: nothing said, no remarks', () => {
    expect(remarksOf({ giftMessages: [] }, skuOf)).toBeUndefined();
    expect(remarksOf(undefined, skuOf)).toBeUndefined();
  });
});
