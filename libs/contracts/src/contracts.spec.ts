import { describe, expect, it } from '@jest/globals';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { allContracts, contractNamed, event } from './index.js';
import { presentSchemas } from './tools/generated-documents.js';
import { senderOf } from './tools/asyncapi.js';

const contracts = allContracts();
const schemas = await presentSchemas();
const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);

describe('every contract', () => {
  it.each(contracts.map((contract) => [contract.name, contract] as const))(
    '%s: its example is a valid body, for its class and for its schema, and has no field that they do not know',
    (name, { body, example }) => {
      const plain = JSON.parse(JSON.stringify(example)) as object;
      const faults = validateSync(plainToInstance(body, plain), { whitelist: true, forbidNonWhitelisted: true });
      expect(faults).toEqual([]);

      const validate = ajv.compile(schemas.get(name)!);
      validate(plain);
      expect(validate.errors ?? []).toEqual([]);
    },
  );

  it('is named <owner>.<thing>.<what>.v<N>, and its class ends in a version', () => {
    for (const { name, body } of contracts) {
      expect(name).toMatch(/^(amazon|exact|sync)(\.[a-z]+(-[a-z]+)*){2}\.v[1-9]\d*$/);
      expect(body.name).toMatch(/V[1-9]\d*$/);
    }
  });

  it('is an event in the past tense or a command in the imperative, told in a sentence', () => {
    const past = /(ed|done|refused|deferred|absent|unclear)$/;
    for (const { name, kind, summary } of contracts) {
      const verb = name.split('.')[2]!;
      expect({ name, past: past.test(verb) }).toEqual({ name, past: kind === 'event' });
      expect(summary).toMatch(/^[A-Z].{20,}\.$/);
    }
  });

  it('that is a command goes to a gateway and comes from sync-core, which alone decides', () => {
    for (const contract of contracts.filter(({ kind }) => kind === 'command')) {
      expect(contract.name).toMatch(/^(amazon|exact)\./);
      expect(senderOf(contract)).toBe('sync-core');
    }
  });

  it('is found by its name', () => {
    for (const contract of contracts) expect(contractNamed(contract.name)).toBe(contract);
    expect(contractNamed('amazon.order.forgotten.v1')).toBeUndefined();
  });
});

describe('declaring a contract', () => {
  class ProbeV1 {}
  const description = { summary: 'A probe.', example: {} };

  it.each([
    'order.updated.v1',
    'amazon.order.v1',
    'amazon.Order.updated.v1',
    'amazon.order.updated',
    'ebay.order.updated.v1',
    'amazon.order.updated.v0',
  ])('refuses the name %s, and says what a name looks like', (name) => {
    expect(() => event(name, ProbeV1, description)).toThrow('<owner>.<thing>.<what>.v<N>');
  });

  it('refuses a name that is taken', () => {
    expect(() => event('amazon.order.updated.v1', ProbeV1, description)).toThrow('declared twice');
  });
});
