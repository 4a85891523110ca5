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

  /** False while the service's schema is not migrated: then nothing can be remembered, and nothing was ever sent. */
  async isThere(): Promise<boolean> {
    const [row] = await this.db.query<{ there: boolean }[]>(`SELECT to_regclass($1) IS NOT NULL AS there`, [
      this.table,
    ]);
    return row?.there === true;
  }

  /** Those of the names that were declared before. */
  async knownAmong(names: readonly string[]): Promise<string[]> {
    if (!(await this.isThere())) return [];
    const rows = await this.db.query<{ name: string }[]>(`SELECT name FROM ${this.table} WHERE name = ANY($1)`, [
      names,
    ]);
    return rows.map(({ name }) => name);
  }

  async remember(names: readonly string[]): Promise<void> {
    await this.db.query(
      `INSERT INTO ${this.table} (name, declared_at) SELECT unnest($1::text[]), clock_timestamp()
       ON CONFLICT (name) DO UPDATE SET declared_at = excluded.declared_at`,
      [names],
    );
  }
}
