import type { DataSource } from 'typeorm';

/** Lets one process of a service do a job at a time. A process that dies leaves it to the others when its lease is over. */
export class Leases {
  private readonly table: string;

  constructor(private readonly db: DataSource) {
    this.table = `${(db.options as { schema?: string }).schema ?? 'public'}.messaging_lease`;
  }

  /** Undefined: somebody else is at it. Else what the work gives, and the lease is over. */
  async alone<T>(name: string, seconds: number, work: () => Promise<T>): Promise<T | undefined> {
    const taken = await this.db.query<unknown[]>(
      `INSERT INTO ${this.table} AS lease (name, leased_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (name) DO UPDATE SET leased_until = excluded.leased_until WHERE lease.leased_until < clock_timestamp() RETURNING 1`,
      [name, seconds],
    );
    if (taken.length === 0) return undefined;
    try {
      return await work();
    } finally {
      await this.db.query(`UPDATE ${this.table} SET leased_until = clock_timestamp() WHERE name = $1`, [name]);
    }
  }
}
