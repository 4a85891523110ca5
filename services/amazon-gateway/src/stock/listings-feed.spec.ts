import { describe, expect, it } from '@jest/globals';
import { listingsFeed, refusalsIn } from './listings-feed.js';

const offers = [
  { sku: 'MUG', quantity: 7 },
  { sku: 'CUP', quantity: 0 },
];
const summary = { errors: 1, warnings: 0, messagesProcessed: 2, messagesAccepted: 1, messagesInvalid: 1 };
const issue = (change: object): object => ({ code: '90220', severity: 'ERROR', message: 'Invented words', ...change });

describe('A feed of quantities (S4)', () => {
  it('merges each quantity into the merchant’s own channel and touches nothing else', () => {
    expect(listingsFeed('A000TEST', offers)).toMatchObject({
      header: { sellerId: 'A000TEST', version: '2.0' },
      messages: [
        {
          messageId: 1,
          sku: 'MUG',
          operationType: 'PATCH',
          patches: [{ op: 'merge', value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 7 }] }],
        },
        { messageId: 2, sku: 'CUP' },
      ],
    });
  });

  it('is refused SKU by SKU, in Amazon’s words, by name or by the message’s number', () => {
    const issues = [
      issue({ sku: 'CUP' }),
      issue({ messageId: 2, message: 'More words' }),
      issue({ sku: 'MUG', severity: 'WARNING' }),
    ];
    expect(refusalsIn({ issues, summary }, offers)).toEqual([{ sku: 'CUP', message: 'Invented words; More words' }]);
    expect(refusalsIn({ issues: [], summary }, offers)).toEqual([]);
  });

  it.each([
    ['refuses the feed as a whole', { issues: [issue({})], summary }],
    ['has no summary', { issues: [] }],
    ['is no report', {}],
  ])('says nothing of any SKU when its report %s', (_what, report) => {
    expect(refusalsIn(report, offers)).toBeUndefined();
  });
});
