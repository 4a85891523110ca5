import { createExactSalesOrderV1, ensureExactDebtorV1 } from '@connector/contracts';
import { databaseOptions } from '@connector/platform';
import { DataSource } from 'typeorm';
import { variable } from './command.js';

/** What is asked of Exact and makes something there; both know `lookFirst`. */
const CREATIONS = [createExactSalesOrderV1.name, ensureExactDebtorV1.name];

/**
 * To be called when sync-core's database was put back to an earlier moment, before the services start: what may have been made in
 * Exact since is looked for before it is made (operations, Restore).
 */
export async function restored(): Promise<void> {
  const db = new DataSource(
    databaseOptions(variable('DATABASE_URL', "sync-core's database"), {
      schema: 'sync_core',
      entities: [],
      migrations: [],
    }),
  );
  await db.initialize();
  try {
    const { connections, orders, commands } = await lookBeforeMaking(db);
    process.stdout.write(
      `restored: ${connections} connections look for what may stand in Exact; ${orders} orders and ${commands} commands look again\n`,
    );
  } finally {
    await db.destroy();
  }
}

async function lookBeforeMaking(db: DataSource): Promise<{ connections: number; orders: number; commands: number }> {
  return db.transaction(async (tx) => {
    const count = async (sql: string, values: unknown[] = []): Promise<number> =>
      (await tx.query<[unknown[], number]>(sql, values))[1];
    const connections = await count(`UPDATE sync_core.connection SET restored_at = sync_core.app_now()`);
    // what was looked for before says nothing of what came after
    const orders = await count(
      `UPDATE sync_core.amazon_order SET look_up = NULL, looked_up_at = NULL
       WHERE look_up = 'none' AND state NOT IN ('done', 'skipped', 'cancelled')`,
    );
    const commands = await count(
      `UPDATE sync_core.command SET body = body || '{"lookFirst": true}' WHERE state IN ('waiting', 'sent') AND contract = ANY($1)`,
      [CREATIONS],
    );
    // commands that lie ready as they were: the overdue ones are sent again, as they are now
    await count(
      `DELETE FROM sync_core.outbox_message o USING sync_core.command c WHERE o.sent_at IS NULL AND o.message_id = c.id`,
    );
    await count(`UPDATE sync_core.command SET answer_due = clock_timestamp() WHERE state = 'sent'`);
    return { connections, orders, commands };
  });
}
