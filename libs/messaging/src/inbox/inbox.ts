import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import type { Delivery } from '../delivery.js';
import { UnitOfWork } from '../outbox/unit-of-work.js';
import { InboxMessage } from './inbox-message.entity.js';

const CLEAN_UP_ROWS = 5_000;

/**
 * Lets an event have its effect once, however often it is delivered: its id is committed together with the effect.
 * The insert is also the lock: a duplicate that is handled at the same time waits for the first to commit.
 */
@Injectable()
export class Inbox {
  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async once(
    consumer: string,
    delivery: Pick<Delivery, 'messageId'>,
    work: (tx: EntityManager) => Promise<void>,
  ): Promise<'handled' | 'duplicate'> {
    return this.unitOfWork.run(async (tx) => {
      const fresh = await tx.query<unknown[]>(
        `INSERT INTO ${this.table} (consumer, message_id, handled_at) VALUES ($1, $2, clock_timestamp())
         ON CONFLICT DO NOTHING RETURNING 1`,
        [consumer, delivery.messageId],
      );
      if (fresh.length === 0) return 'duplicate';
      await work(tx);
      return 'handled';
    });
  }

  /** Rows older than 35 days go in batches; an older parked message replays through the natural key of its effect. */
  @Interval(60_000)
  async cleanUp(): Promise<void> {
    await this.db.query(
      `DELETE FROM ${this.table} WHERE ctid IN (SELECT ctid FROM ${this.table} WHERE handled_at < clock_timestamp() - interval '35 days' LIMIT $1)`,
      [CLEAN_UP_ROWS],
    );
  }

  private get table(): string {
    return this.db.getMetadata(InboxMessage).tablePath;
  }
}
