import { amazonOrderUpdatedV1 } from '@connector/contracts';
import { describe, expect, it } from '@jest/globals';
import { withoutSealed } from './parked-retention.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const text = (content: string): string => Buffer.from(content, 'base64').toString();

describe('A parked message after 30 days', () => {
  it('has no sealed part left, and everything else', () => {
    const body = amazonOrderUpdatedV1.example;
    expect(JSON.stringify(body)).toContain('"wrappedKey"');
    const kept = text(withoutSealed(base64(JSON.stringify(body))));
    expect(kept).not.toContain('wrappedKey');
    expect(JSON.parse(kept)).toMatchObject({ amazonOrderId: body.amazonOrderId });
  });

  it('that is no JSON stays as it came', () => {
    expect(text(withoutSealed(base64('half a bo')))).toBe('half a bo');
  });
});
