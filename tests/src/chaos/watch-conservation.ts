import { Client } from 'pg';

/** States of an order that is seen and in flight, and states in which it rests. */
const IN_FLIGHT = ['received', 'pending', 'ready', 'debtor', 'items', 'ordering'];
const AT_REST = ['done', 'held', 'skipped', 'cancelled'];

interface Row {
  readonly id: string;
  readonly state: string;
}

export interface Conservation {
  readonly snapshots: number;
  /** orders that were missing in a later snapshot, left `done` again, or were in a state that nobody knows */
  readonly broken: readonly string[];
}

/**
 * Looks into sync-core's table again and again: what was seen once is seen for ever, is in exactly one known state, and an order
 * that is done stays done (docs/architecture.md: seen = done + held + skipped + cancelled + in flight).
 */
export class WatchConservation {
  private readonly seen = new Map<string, string>();
  private readonly broken = new Set<string>();
  private snapshots = 0;

  constructor(private readonly databaseUrl: string) {}

  get conservation(): Conservation {
    return { snapshots: this.snapshots, broken: [...this.broken] };
  }

  /** One look; a database that is away at this moment is looked at another time. */
  async look(): Promise<void> {
    const rows = await this.rows().catch(() => undefined);
    if (rows === undefined) return;
    this.snapshots += 1;
    const now = new Map(rows.map(({ id, state }) => [id, state]));
    if (now.size !== rows.length) this.broken.add('an order stands there twice');
    for (const [id, state] of now)
      if (!IN_FLIGHT.includes(state) && !AT_REST.includes(state)) this.broken.add(`${id} is ${state}`);
    for (const [id, before] of this.seen) {
      const state = now.get(id);
      if (state === undefined) this.broken.add(`${id} was seen and is gone`);
      else if (before === 'done' && state !== 'done') this.broken.add(`${id} was done and is ${state}`);
    }
    for (const [id, state] of now) this.seen.set(id, state);
  }

  private async rows(): Promise<Row[]> {
    const client = new Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Row>(
        `SELECT connection_id || '/' || amazon_order_id AS id, state FROM sync_core.amazon_order`,
      );
      return rows;
    } finally {
      await client.end();
    }
  }
}
