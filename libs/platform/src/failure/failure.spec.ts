import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { ContractBroken, Failure, failureClassOf } from './failure.js';

const coded = (code: string, message = 'whatever'): Error => Object.assign(new Error(message), { code });

describe('The class of what was thrown', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
    'EAI_AGAIN',
    '08006',
    '08P01',
    '57P01',
    '57P03',
    '53300',
  ])('is transient for a neighbour who is away: %s', (code) => {
    expect(failureClassOf(coded(code))).toBe('transient');
    expect(failureClassOf(new QueryFailedError('SELECT 1', [], coded(code)))).toBe('transient');
    expect(failureClassOf(new TypeError('fetch failed', { cause: coded(code) }))).toBe('transient');
  });

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
  ])('is transient for what the client of the database says without a code: %s', (message) => {
    expect(failureClassOf(new Error(message))).toBe('transient');
    expect(failureClassOf(new QueryFailedError('SELECT 1', [], new Error(message)))).toBe('transient');
  });

  it.each(['23505', '42P01', '22P02', '57014', 'ERR_INVALID_ARG_TYPE', 'ENOENT'])(
    'is a bug for an error that will come again: %s',
    (code) => expect(failureClassOf(new QueryFailedError('SELECT 1', [], coded(code)))).toBe('bug'),
  );

  it('is the one that was known where it was thrown, whatever its cause', () => {
    const cause = coded('ECONNREFUSED');
    expect(failureClassOf(new Failure('business', 'a_reason', 'words', { cause }))).toBe('business');
    expect(failureClassOf(new ContractBroken('not_json', 'words', { cause }))).toBe('bug');
  });

  it('is a bug for what is no error and for a cause that goes in a circle', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    for (const thrown of [undefined, null, 'ECONNREFUSED', circle]) expect(failureClassOf(thrown)).toBe('bug');
  });
});
