import { passBoundary } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { escapeLiteral } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import type { Delivery } from '../delivery.js';
import { UnitOfWork } from '../outbox/unit-of-work.js';
import { InboxMessage } from './inbox-message.entity.js';

/** How long a message's id is known; commands and their answers are kept as long. */
export const INBOX_DAYS = 35;

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
    const insert = `INSERT INTO ${this.table} (consumer, message_id, handled_at)
      VALUES (${escapeLiteral(consumer)}, ${escapeLiteral(delivery.messageId)}, clock_timestamp()) ON CONFLICT DO NOTHING RETURNING 1`;
    const outcome = await this.unitOfWork.runFrom<object, 'handled' | 'duplicate'>(insert, async (tx, fresh) => {
      if (fresh.length === 0) return 'duplicate';
      passBoundary('inbox.inserted');
      await work(tx);
      passBoundary('inbox.effect-made');
      return 'handled';
    });
    passBoundary('inbox.committed');
    return outcome;
  }

  /** Rows older than 35 days go in batches; an older parked message replays through the natural key of its effect. */
  @Interval(60_000)
  async cleanUp(): Promise<void> {
    await this.db.query(
      `DELETE FROM ${this.table} WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM ${this.table} WHERE handled_at < now() - make_interval(days => $2) LIMIT $1))`,
      [CLEAN_UP_ROWS, INBOX_DAYS],
    );
  }

  private get table(): string {
    return this.db.getMetadata(InboxMessage).tablePath;
  }
}
