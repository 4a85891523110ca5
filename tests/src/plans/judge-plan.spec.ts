import { describe, expect, it } from '@jest/globals';
import { faultsOf, indexesOf, type PlanNode } from './judge-plan.js';

const rows = new Map([
  ['sync_core.amazon_order', 1_000_000],
  ['sync_core.connection', 60],
]);

const scan = (more: Partial<PlanNode>): PlanNode => ({
  'Node Type': 'Limit',
  Plans: [
    {
      'Node Type': 'Index Scan',
      Schema: 'sync_core',
      'Relation Name': 'amazon_order',
      'Index Name': 'amazon_order_held',
      'Actual Rows': 50,
      'Actual Loops': 1,
      ...more,
    },
  ],
});

describe('A plan at a million orders', () => {
  it('is good where an index finds what is asked for', () => {
    expect(faultsOf(scan({}), rows)).toEqual([]);
    expect(indexesOf(scan({}))).toEqual(['amazon_order_held']);
  });

  it('is bad where it reads a big table whole', () => {
    expect(faultsOf(scan({ 'Node Type': 'Parallel Seq Scan' }), rows)).toEqual([
      'reads all of sync_core.amazon_order (1000000 rows)',
    ]);
  });

  it('is bad where an index finds far more than what is asked for', () => {
    expect(faultsOf(scan({ 'Rows Removed by Filter': 9_000 }), rows)).toEqual([
      'reads 9050 rows of sync_core.amazon_order by amazon_order_held',
    ]);
  });

  it('counts what every turn of a loop reads', () => {
    expect(faultsOf(scan({ 'Actual Loops': 200 }), rows)).toHaveLength(1);
  });

  it('may read a small table as it likes, and is not blamed for what never ran', () => {
    expect(faultsOf(scan({ 'Node Type': 'Seq Scan', 'Relation Name': 'connection' }), rows)).toEqual([]);
    expect(faultsOf(scan({ 'Node Type': 'Seq Scan', 'Actual Loops': 0 }), rows)).toEqual([]);
  });
});
