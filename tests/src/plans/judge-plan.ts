/** A node of a plan, as EXPLAIN (ANALYZE, FORMAT JSON) gives it; as far as it is read here. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A table is big from so many rows on: what reads it whole gets slower with every order. */
export const BIG_TABLE_ROWS = 20_000;

/** A statement that reads more rows of a big table than this grows with it, index or not. */
export const MOST_ROWS_READ = 5_000;

/** What is wrong with a plan, each in a sentence. `rowsOf`: how many rows each table has, by schema and name. */
export function faultsOf(plan: PlanNode, rowsOf: ReadonlyMap<string, number>): string[] {
  const faults: string[] = [];
  for (const node of nodesOf(plan)) {
    const table = `${node.Schema ?? ''}.${node['Relation Name'] ?? ''}`;
    if (node['Relation Name'] === undefined || (rowsOf.get(table) ?? 0) < BIG_TABLE_ROWS) continue;
    const read = rowsRead(node);
    if (node['Node Type'].endsWith('Seq Scan') && node['Actual Loops'] !== 0)
      faults.push(`reads all of ${table} (${rowsOf.get(table)} rows)`);
    else if (read > MOST_ROWS_READ)
      faults.push(`reads ${read} rows of ${table} by ${node['Index Name'] ?? node['Node Type']}`);
  }
  return faults;
}

/** The indexes that a plan goes by. */
export function indexesOf(plan: PlanNode): string[] {
  return [...new Set(nodesOf(plan).flatMap((node) => node['Index Name'] ?? []))].sort();
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function rowsRead(node: PlanNode): number {
  const rows =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return Math.round(rows * (node['Actual Loops'] ?? 1));
}
