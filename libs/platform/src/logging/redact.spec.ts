import { describe, expect, it } from '@jest/globals';
import { redactFields, redactText } from './redact.js';

describe('redactText', () => {
  it.each([
    ['an e-mail address', 'buyer sanne.jansen+shop@marketplace.amazon.example was refused', 'sanne'],
    ['a password in a URL', 'amqp://sync-core:geheim@rabbitmq:5672 is away', 'geheim'],
    ['a bearer token', 'authorization: Bearer abc.def-ghi', 'abc.def'],
    ['a token of Amazon', 'refused Atzr|IwEBIGeheim/abc+def==', 'IwEBI'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJzdWIi'],
    ['a parameter of a token request', 'grant?refresh_token=stampNL001.geheim&x=1', 'geheim'],
    ['a long random text, which a token may be', `token ${'aB3'.repeat(20)} ends`, 'aB3aB3'],
  ])('S-08: hides %s', (_what, text, secret) => {
    expect(text).toContain(secret);
    expect(redactText(text)).not.toContain(secret);
  });

  it('leaves what an operator needs: ids, queues, contracts, places in the code', () => {
    const line =
      'handled exact.sales-order.created.v1 sync-core.orders.retry.30s 019ab0c2-7a00-7000-8000-00000000c0de 402-1234567-1234567 ' +
      '4bf92f3577b34da6a3ce929d0e0e4736 at run (file:///app/node_modules/@nestjs/core/injector.js:12:3)';
    expect(redactText(line)).toBe(line);
  });
});

describe('redactFields', () => {
  it('S-08: hides buyers and secrets by their field, at whatever depth and in whatever spelling', () => {
    const secrets = {
      order: { lines: [{ shipTo: { buyer_name: 'Canary', AddressLine1: 'Canary 1', postalCode: 'Canary' } }] },
      clientSecret: 'Canary',
      'x-amz-access-token': 'Canary',
      deep: { a: { b: { c: { d: { e: { f: { g: 'Canary' } } } } } } },
    };
    expect(JSON.stringify(redactFields(secrets))).not.toContain('Canary');
  });

  it('shows an error by its description alone', () => {
    const error = Object.assign(new Error('refused'), { parameters: ['Canary'] });
    expect(redactFields({ error })).toEqual({ error: 'Error: refused' });
  });

  it('leaves figures and ids', () => {
    const fields = { connectionId: '019ab0c2', status: 200, ms: 12, states: ['done'], at: new Date(0) };
    expect(redactFields(fields)).toEqual(fields);
  });
});
