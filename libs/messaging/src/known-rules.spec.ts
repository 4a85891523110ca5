import { isDeepStrictEqual } from 'node:util';
import { allContracts, type Contract } from '@connector/contracts';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { IsOptional, IsString, validateSync, ValidateIf, ValidateNested } from 'class-validator';
import { surelyMeetsRules } from './known-rules.js';

/** What may stand in a field in place of what should. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  'x'.repeat(5_000),
  '2026-02-30',
  0,
  -1,
  1.5,
  2 ** 60,
  true,
  [],
  [null],
  ['x'],
  {},
  { odd: 1 },
];

type Path = readonly (string | number)[];

/** Every place in a body, the body itself left out; of an array the first element stands for all. */
function* placesIn(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value).slice(0, Array.isArray(value) ? 1 : undefined)) {
    yield [...path, key];
    yield* placesIn((value as Record<string, unknown>)[key], [...path, key]);
  }
}

function changedAt(body: object, path: Path, to: unknown): object {
  const copy = structuredClone(body) as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string | number, unknown>, copy);
  parent[path.at(-1)!] = to;
  return copy;
}

/** What class-validator says, and what it leaves of the instance. */
function byTheLibrary({ body }: Contract, value: object): { valid: boolean; left: object } {
  const left = plainToInstance(body, value);
  return { valid: validateSync(left, { whitelist: true, forbidUnknownValues: true }).length === 0, left };
}

function byKnownRules({ body }: Contract, value: object): { valid: boolean; left: object } {
  const left = plainToInstance(body, value);
  return { valid: surelyMeetsRules(left), left };
}

describe('The known rules of a body', () => {
  it.each(allContracts().map((contract) => [contract.name, contract] as const))(
    'say of %s what class-validator says, whatever stands in one of its fields',
    (_name, contract) => {
      const example = { ...contract.example, addedByNextVersion: { any: 'thing' } };
      expect(byKnownRules(contract, example)).toEqual({ ...byTheLibrary(contract, example), valid: true });
      for (const path of placesIn(contract.example)) {
        for (const wrong of WRONG) {
          const body = changedAt(contract.example, path, wrong);
          const expected = byTheLibrary(contract, body);
          const said = byKnownRules(contract, body);
          const agree = said.valid === expected.valid && (!said.valid || isDeepStrictEqual(said.left, expected.left));
          if (!agree) throw new Error(`${path.join('.')} = ${JSON.stringify(wrong)}: said ${said.valid}`);
        }
      }
    },
  );

  it('leave a class to the library whose decorators they do not know, or that has none', () => {
    class Nothing {
      field = 'x';
    }
    class Conditional {
      @ValidateIf((body: Conditional) => body.field !== 'x', { groups: ['later'] })
      @IsString({ groups: ['later'] })
      field = 'x';
    }
    class Around {
      @IsOptional()
      @ValidateNested()
      inner: object = new Nothing();
    }
    expect([new Nothing(), new Conditional(), new Around()].map(surelyMeetsRules)).toEqual([false, false, false]);
  });
});
