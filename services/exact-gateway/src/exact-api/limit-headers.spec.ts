import { describe, expect, it } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { exhausted, limitHeaders } from './limiter.js';

const AT = Date.parse('2026-11-24T10:00:30Z');
const headers = (values: Record<string, string | number>): Headers =>
  new Headers({
    date: new Date(AT).toUTCString(),
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
  });

describe('the headers of an answer', () => {
  it('are read with the clock of the answer, a second later, never negative and never beyond the window', () => {
    assert(
      property(integer({ min: -600_000, max: 600_000 }), (inMs) => {
        const { minuteResetInMs } = limitHeaders(headers({ 'x-ratelimit-minutely-reset': AT + inMs }));
        expect(minuteResetInMs).toBe(Math.min(65_000, Math.max(0, inMs) + 1_000));
      }),
    );
  });

  it('that are missing are unknown, not nought', () => {
    expect(limitHeaders(headers({}))).toEqual({});
    expect(limitHeaders(headers({ 'x-ratelimit-minutely-remaining': 'many' }))).toEqual({});
  });
});

describe('a 429', () => {
  it('names the limit that was hit: the minute', () => {
    const seen = exhausted(
      limitHeaders(headers({ 'x-ratelimit-minutely-remaining': 0, 'x-ratelimit-minutely-reset': AT + 30_000 })),
    );
    expect(seen).toEqual({ minuteRemaining: 0, minuteResetInMs: 31_000 });
  });

  it('names the limit that was hit: the day, which says nothing of the minute', () => {
    const seen = exhausted(limitHeaders(headers({ 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': AT + 7_200_000 })));
    expect(seen).toEqual({ dayRemaining: 0, dayResetInMs: 7_201_000 });
  });

  it('without any header stops calls for a minute', () => {
    expect(exhausted({})).toEqual({ minuteRemaining: 0, minuteResetInMs: 60_000 });
  });
});
