import type { Lane } from '@connector/contracts';
import { ContractBroken } from '@connector/platform';
import type { DataSource } from 'typeorm';

/** Deliveries before this one from which on a message is suspected to end the process that handles it. */
export const SUSPECT_FROM_DELIVERIES = 3;

/** Starts without an end after which it is parked. */
const MOST_MARKS = 3;

/** A mark of a message that never came back is of no use after that. */
const KEPT_DAYS = 35;

/** The message was being handled each time its process ended: it is the one that ends it. */
export class ProcessKilled extends ContractBroken {
  constructor() {
    super('kills_process', `Its handling was begun ${MOST_MARKS} times and never ended: the process died each time`);
  }
}

/** Which suspected messages are being handled; committed before the handler starts, taken away when it ends, however it ends. */
export class StartMarks {
  private readonly table: string;

  constructor(private readonly db: DataSource) {
    this.table = `${(db.options as { schema?: string }).schema ?? 'public'}.start_mark`;
  }

  /** @throws ProcessKilled when it was begun so often before and never ended */
  async begin(lane: Lane, messageId: string): Promise<void> {
    const [row] = await this.db.query<{ marks: number }[]>(
      `INSERT INTO ${this.table} (lane, message_id, marks, marked_at) VALUES ($1, $2, 1, clock_timestamp())
       ON CONFLICT (lane, message_id) DO UPDATE SET marks = start_mark.marks + 1, marked_at = excluded.marked_at RETURNING marks`,
      [lane, messageId],
    );
    if ((row?.marks ?? 0) > MOST_MARKS) throw new ProcessKilled();
  }

  async end(lane: Lane, messageId: string): Promise<void> {
    await this.db.query(`DELETE FROM ${this.table} WHERE lane = $1 AND message_id = $2`, [lane, messageId]);
  }

  async cleanUp(): Promise<void> {
    await this.db.query(
      `DELETE FROM ${this.table} WHERE marked_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})`,
    );
  }
}
