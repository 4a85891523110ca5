import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reasonCatalogue, reasonOf, type Reason } from '../index.js';
import { amazonReasons } from './amazon-reasons.js';
import { businessReasons } from './business-reasons.js';
import { exactReasons } from './exact-reasons.js';
import { gatewayReasons } from './gateway-reasons.js';
import { messageReasons } from './message-reasons.js';

const entries: [string, Reason][] = Object.entries(reasonCatalogue);

/** Where a service names a reason: it throws a failure, sets or asks for a reason, holds or skips, or lists the platform's answers. */
const places = [
  /new \w+Failure\(\s*'([a-z_]+)'/g,
  /\breason(?:Code)?(?::| \?\?| [!=]==) '([a-z_]+)'/g,
  /\.(?:hold|skip)\([^;']*'([a-z_]+)'/g,
  /(?<!name: )'((?:exact|amazon|connection)_[a-z_]+)'/g,
];
const schemasAndTables = ['amazon_gateway', 'exact_gateway', 'amazon_order'];

const services = join(import.meta.dirname, '../../../../services');
const used = new Set(
  globSync('*/src/**/*.ts', { cwd: services })
    .filter(
      (file) =>
        !/\.(spec|entity|migration)\.ts$/.test(file) && !file.includes('migrations') && !file.includes('/metrics/'),
    )
    .map((file) => readFileSync(join(services, file), 'utf8'))
    .flatMap((source) => places.flatMap((place) => [...source.matchAll(place)].map((match) => match[1]!)))
    .filter((code) => !schemasAndTables.includes(code)),
);

describe('the reason catalogue', () => {
  it.each(entries)(
    '%s: says what is the matter and what to do, in Dutch and in English, in whole sentences',
    (_code, reason) => {
      for (const sentence of [reason.nl, reason.en, reason.remedyNl, reason.remedyEn]) {
        expect(sentence).toMatch(/^[A-Z].+\.$/);
      }
      expect(reason.nl).not.toBe(reason.en);
      expect(reason.remedyNl).not.toBe(reason.remedyEn);
    },
  );

  it('names codes in snake_case, each once', () => {
    for (const [code] of entries) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    const parts = [exactReasons, amazonReasons, gatewayReasons, businessReasons, messageReasons];
    const codes = parts.flatMap((part) => Object.keys(part));
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it('has every code that a service names', () => {
    expect(used.size).toBeGreaterThan(30);
    expect([...used].filter((code) => !Object.hasOwn(reasonCatalogue, code))).toEqual([]);
  });

  it('reads a code of a newer version as an unexpected error', () => {
    expect(reasonOf('made_up_tomorrow')).toBe(reasonCatalogue.unexpected_error);
    expect(reasonOf('toString')).toBe(reasonCatalogue.unexpected_error);
    expect(reasonOf('exact_no_right')).toBe(reasonCatalogue.exact_no_right);
  });
});
