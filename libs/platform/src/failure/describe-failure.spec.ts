import { describe, expect, it } from '@jest/globals';
import { describeFailure, describeWithStack } from './describe-failure.js';
import { Failure, TransientFailure } from './failure.js';

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (thrown) {
    return thrown;
  }
};

describe('describeFailure', () => {
  it('says what was thrown, whatever it was, in one line', () => {
    expect(describeFailure(new TransientFailure('exact_unavailable', 'no\n answer'))).toBe(
      'TransientFailure: no answer',
    );
    expect(describeFailure(undefined)).toBe('thrown: undefined');
    expect(describeFailure('word')).toBe('thrown: word');
    expect(describeFailure(new Error('x'.repeat(900)), 20)).toHaveLength(20);
  });

  it('S-08: does not repeat what a platform wrote, only the reason', () => {
    const refusal = new Failure('business', 'exact_unknown_refusal', 'Jansen is geblokkeerd', { quotesPlatform: true });
    expect(describeFailure(refusal)).toBe("Failure: exact_unknown_refusal (the platform's words are with the work)");
  });

  it('S-08: does not repeat the text that was no JSON', () => {
    expect(describeFailure(thrownBy(() => JSON.parse('Jansen')))).toBe('SyntaxError: the text cannot be read');
  });

  it('S-08: does not repeat the value that PostgreSQL did not take', () => {
    const error = Object.assign(new Error('invalid input syntax for type integer: "Jansen"'), {
      code: '22P02',
      severity: 'ERROR',
    });
    expect(describeFailure(error)).toBe('Error: invalid input syntax for type integer: [hidden]');
  });
});

describe('describeWithStack', () => {
  it('S-08: shows where it was thrown, and no more of the words than the description', () => {
    const described = describeWithStack(thrownBy(() => JSON.parse('Jansen')));
    expect(described).toMatch(/^SyntaxError: the text cannot be read\n\s+at /);
    expect(described).not.toContain('Jansen');
  });
});
