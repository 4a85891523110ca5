import type { Lane } from '@connector/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { OUTBOX_LANE, putBackIntoOutbox } from '../outbox/park-unsent.js';
import { ownExchange, queueName } from '../topology/names.js';
import { Publisher } from '../transport/publisher.js';
import { whereWaiting, type ParkedFilter } from './parked-filter.js';
import { ParkedMessage } from './parked-message.entity.js';

const PAGE = 200;

/** Lists, shows, replays and discards what is parked: one, those that a filter means, or all. */
@Injectable()
export class ParkedMessages {
  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'service'>,
  ) {}

  /** What waits, the oldest first; the next page begins after the id of the last one. */
  async list(filter: ParkedFilter = {}, limit = 100, after?: string): Promise<ParkedMessage[]> {
    const query = whereWaiting(this.rows.createQueryBuilder('parked'), filter);
    if (after !== undefined) query.andWhere('parked.id > :after', { after });
    return query.orderBy('parked.id').limit(limit).getMany();
  }

  async count(filter: ParkedFilter = {}): Promise<number> {
    return whereWaiting(this.rows.createQueryBuilder('parked'), filter).getCount();
  }

  /** One, whether it waits or not; null: there is none. */
  async find(id: string): Promise<ParkedMessage | null> {
    return this.rows.findOneBy({ id });
  }

  /**
   * Sends it to its own lane again under its own id, and closes the row. False: it is not waiting. A process that dies between
   * both leaves it waiting: sent twice, it is handled once. What fails again before its row is closed goes on waiting there.
   */
  async replay(id: string, note: string): Promise<boolean> {
    const row = await this.find(id);
    if (row === null || row.closed !== null) return false;
    if (row.lane === OUTBOX_LANE) {
      return this.db.transaction(async (tx) => {
        const closed = await this.close(tx.query.bind(tx), id, 'replayed', note);
        if (closed) await putBackIntoOutbox(tx, row);
        return closed;
      });
    }
    await this.publisher.publish({
      exchange: ownExchange(this.options.service),
      routingKey: queueName(this.options.service, row.lane as Lane),
      messageId: row.messageId,
      type: row.type,
      correlationId: row.correlationId,
      connectionId: row.connectionId,
      occurredAt: row.occurredAt,
      content: Buffer.from(row.content, 'base64'),
      headers: { 'x-replayed-at': new Date().toISOString() },
    });
    const closed = await this.close(this.db.query.bind(this.db), id, 'replayed', note, row.lastSeenAt);
    return closed || (await this.find(id))?.closed === null;
  }

  /** Every one that the filter means and that waits now. Returns how many were sent. */
  async replayAll(filter: ParkedFilter, note: string): Promise<number> {
    return this.each(filter, (id) => this.replay(id, note));
  }

  /** Closes the row without sending it again. The note says who and why. */
  async discard(id: string, note: string): Promise<boolean> {
    return this.close(this.db.query.bind(this.db), id, 'discarded', note);
  }

  /** The same for every one that the filter means. Returns how many were closed. */
  async discardAll(filter: ParkedFilter, note: string): Promise<number> {
    return this.each(filter, (id) => this.discard(id, note));
  }

  /** Page by page in the order of parking; what is parked meanwhile is left for the next time. */
  private async each(filter: ParkedFilter, act: (id: string) => Promise<boolean>): Promise<number> {
    const now = Date.now();
    let done = 0;
    for (let after: string | undefined; ;) {
      const page = await this.list(filter, PAGE, after);
      for (const { id } of page.filter(({ parkedAt }) => parkedAt.getTime() <= now)) done += (await act(id)) ? 1 : 0;
      after = page.at(-1)?.id;
      if (page.length < PAGE) return done;
    }
  }

  /** @param seenAt only if it has not failed again since; without it, whatever happened */
  private async close(
    query: (text: string, values: unknown[]) => Promise<unknown>,
    id: string,
    how: 'replayed' | 'discarded',
    note: string,
    seenAt?: Date,
  ): Promise<boolean> {
    const closed = { how, note, at: new Date().toISOString() };
    const [, changed] = (await query(
      `UPDATE ${this.db.getMetadata(ParkedMessage).tablePath} SET closed = $2
       WHERE id = $1 AND closed IS NULL AND ($3::timestamptz IS NULL OR last_seen_at = $3)`,
      [id, closed, seenAt ?? null],
    )) as [unknown[], number];
    return changed === 1;
  }

  private get rows(): Repository<ParkedMessage> {
    return this.db.getRepository(ParkedMessage);
  }
}
