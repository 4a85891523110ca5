import { failureClassOf } from '@connector/platform';
import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, string } from 'fast-check';
import { failureOf, isExpiredToken, isRefusal, tokenFailureOf } from './failures.js';

const errors = (code: string, details = ''): string =>
  JSON.stringify({ errors: [{ code, message: 'Invented words', details }] });

describe('What an answer means that is no success', () => {
  it.each([
    [400, 'bug', 'amazon_request_refused'],
    [401, 'credentials', 'amazon_role_missing'],
    [403, 'credentials', 'amazon_role_missing'],
    [404, 'business', 'amazon_listing_unknown'],
    [408, 'transient', 'amazon_unavailable'],
    [413, 'bug', 'amazon_request_refused'],
    [500, 'transient', 'amazon_unavailable'],
    [502, 'transient', 'amazon_unavailable'],
    [503, 'transient', 'amazon_unavailable'],
    [504, 'transient', 'amazon_unavailable'],
  ])('%d is %s, %s', (status, failureClass, reasonCode) => {
    const failure = failureOf('getListingsItem', status, errors('SomeCode'));
    expect([failure.failureClass, failure.reasonCode]).toEqual([failureClass, reasonCode]);
    expect(failure.message).toBe(`getListingsItem answered ${status} SomeCode`);
  });

  it.each([
    [400, 'invalid_grant', 'credentials', 'amazon_reauthorisation_needed'],
    [401, 'invalid_client', 'credentials', 'amazon_client_refused'],
    [400, 'unauthorized_client', 'credentials', 'amazon_client_refused'],
    [429, '', 'transient', 'amazon_unavailable'],
    [500, 'server_error', 'transient', 'amazon_unavailable'],
  ])('Login with Amazon: %d %s is %s, %s', (status, error, failureClass, reasonCode) => {
    const failure = tokenFailureOf(status, error);
    expect([failure.failureClass, failure.reasonCode]).toEqual([failureClass, reasonCode]);
  });

  it('knows a token that has run out from a role that is missing', () => {
    expect(isExpiredToken(403, errors('Unauthorized', 'The access token you provided has expired.'))).toBe(true);
    expect(isExpiredToken(401, errors('Unauthorized'))).toBe(true);
    expect(isExpiredToken(403, errors('Unauthorized', 'Access to requested resource is denied.'))).toBe(false);
    expect(isExpiredToken(400, errors('InvalidInput', 'has expired'))).toBe(false);
  });

  it('tells what Amazon refuses to do from what it cannot do now or will not let us do', () => {
    const refused = [400, 404, 413].map((status) => isRefusal(failureOf('getFeed', status, '')));
    const others = [401, 403, 408, 500, 503].map((status) => isRefusal(failureOf('getFeed', status, '')));
    expect([new Set(refused), new Set(others)]).toEqual([new Set([true]), new Set([false])]);
    expect(isRefusal(new Error('400'))).toBe(false);
  });

  it('has a class and repeats nothing of a body but a short code, whatever the body is', () => {
    assert(
      property(integer({ min: 300, max: 599 }), string(), (status, body) => {
        const failure = failureOf('searchOrders', status, body);
        expect(failureClassOf(failure)).toBe(failure.failureClass);
        expect(failure.message.length).toBeLessThan(100);
      }),
    );
    const talkative = JSON.stringify({ errors: [{ code: 'X'.repeat(500), message: 'Invented Person, Street 1' }] });
    expect(failureOf('searchOrders', 400, talkative).message).not.toContain('Invented');
    expect(failureOf('searchOrders', 400, talkative).message.length).toBeLessThan(100);
  });
});
