import { expect, test } from '@jest/globals';
import { ALL_WELL, lastTable } from './day-table.js';

const table = (duration: number, verdict: string): string =>
  [
    'Amazon order         what it is  at Amazon  in Exact  outcome',
    '402-1000000-2000000  shipping    29.85 EUR  29.85 EUR imported',
    '',
    'orders in            1',
    'restarts             none',
    `duration             ${duration} s`,
    `verdict              ${verdict}`,
  ].join('\n');

test('the last table of a log counts, without what differs from run to run', () => {
  const log = `  3 s  1 imported\n${table(7, '2 FAULTS')}\nstarted again\n${table(9, ALL_WELL)}\n`;
  expect(lastTable(log)?.verdict).toBe(ALL_WELL);
  expect(lastTable(log)?.lines).toEqual(lastTable(table(240, ALL_WELL))?.lines);
});

test('a log without a whole table has none', () => {
  expect(lastTable('  3 s  1 imported')).toBeUndefined();
  expect(lastTable(table(1, '').split('\n').slice(0, 3).join('\n'))).toBeUndefined();
});
