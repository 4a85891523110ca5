import type { ServiceName } from '@connector/contracts';
import type { DataSource } from 'typeorm';

/** What the topology job remembers of a service's queues, in the schema of that service. */
export class DeclaredQueues {
  private readonly table: string;

  constructor(
    private readonly db: Pick<DataSource, 'query'>,
    service: ServiceName,
  ) {
    this.table = `${service.replaceAll('-', '_')}.declared_queue`;
  }

  /** False while the service's schema is not migrated: then nothing can be remembered. */
  async isThere(): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'lost_at' AND NOT attisdropped`,
      [this.table],
    );
    return rows.length > 0;
  }

  /** Those of the names that were declared before are lost from now on, until they are remembered again. */
  async markLost(names: readonly string[]): Promise<void> {
    await this.db.query(
      `UPDATE ${this.table} SET lost_at = clock_timestamp() WHERE lost_at IS NULL AND name = ANY($1)`,
      [names],
    );
  }

  /** What was lost and is not refilled yet, by this run of the job or by one before it. */
  async lost(): Promise<string[]> {
    const rows = await this.db.query<{ name: string }[]>(
      `SELECT name FROM ${this.table} WHERE lost_at IS NOT NULL ORDER BY name`,
    );
    return rows.map(({ name }) => name);
  }

  /** These are declared, and what was lost is refilled. */
  async remember(names: readonly string[]): Promise<void> {
    await this.db.query(
      `INSERT INTO ${this.table} (name, declared_at) SELECT unnest($1::text[]), clock_timestamp()
       ON CONFLICT (name) DO UPDATE SET declared_at = excluded.declared_at, lost_at = NULL`,
      [names],
    );
  }
}
