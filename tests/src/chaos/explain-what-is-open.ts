import type { Stack } from '@connector/demo';
import { Client } from 'pg';

/** What tells why work stands still: no column of these holds a secret or a buyer. */
const QUESTIONS: Readonly<Record<string, string>> = {
  connections: `SELECT id, status, amazon_side, exact_side, faults, revision FROM sync_core.connection`,
  windows: `SELECT * FROM sync_core.release_window`,
  'open commands': `SELECT "window", contract, state, count(*) AS commands, min(release) AS least_released, max(release) AS most_released,
      min(not_before) AS first_not_before, min(answer_due) AS first_answer_due
    FROM sync_core.command WHERE state IN ('waiting', 'sent') GROUP BY 1, 2, 3`,
  'orders by state': `SELECT connection_id, state, reason_code, count(*) AS orders FROM sync_core.amazon_order GROUP BY 1, 2, 3`,
  "Exact's connections": `SELECT c.connection_id, c.division, c.revision, c.active, c.refused_reason, t.state AS chain, t.version,
      t.obtained_at, t.lease_until FROM exact_gateway.connection c JOIN exact_gateway.token_chain t ON t.id = c.chain_id`,
  "Exact's quota": `SELECT * FROM exact_gateway.quota`,
  "Exact's refusals": `SELECT * FROM exact_gateway.endpoint_errors`,
  'open attempts': `SELECT division, kind, state, count(*) AS attempts, min(lease_until) AS first_lease_until, min(look_up_at) AS first_look_up
    FROM exact_gateway.attempt WHERE state <> 'done' GROUP BY 1, 2, 3`,
};

/** What the database says of work that did not settle, a line each row: the run ends, and its servers with it. */
export async function explainWhatIsOpen({ infrastructure }: Stack): Promise<string[]> {
  const client = new Client({ connectionString: infrastructure.adminDatabaseUrl });
  await client.connect();
  try {
    const lines = [`at ${new Date().toISOString()}`];
    for (const [name, question] of Object.entries(QUESTIONS)) {
      const { rows } = await client.query<object>(question);
      lines.push(...rows.map((row) => `${name}: ${JSON.stringify(row)}`));
    }
    return lines;
  } finally {
    await client.end();
  }
}
