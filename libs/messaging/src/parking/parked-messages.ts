import type { Lane } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Publisher } from '../transport/publisher.js';
import { ParkedMessage } from './parked-message.entity.js';
import { queueName } from '../topology/names.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { Inject } from '@nestjs/common';

/** Lists, shows, replays and discards what is parked. */
@Injectable()
export class ParkedMessages {
  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  /** What waits, the oldest first. */
  async list(limit = 100): Promise<ParkedMessage[]> {
    return this.rows
      .createQueryBuilder('parked')
      .where('parked.closed IS NULL')
      .orderBy('parked.parkedAt')
      .limit(limit)
      .getMany();
  }

  async count(): Promise<number> {
    return this.rows.createQueryBuilder('parked').where('parked.closed IS NULL').getCount();
  }

  /** Sends it to its own lane again under its own id, and closes the row. False: it is not waiting. */
  async replay(id: string, note: string): Promise<boolean> {
    const row = await this.rows.findOneBy({ id });
    if (row === null || row.closed !== null) return false;
    await this.publisher.publish({
      exchange: '',
      routingKey: queueName(this.options.service, row.lane as Lane),
      messageId: row.messageId,
      type: row.type,
      correlationId: row.correlationId,
      connectionId: row.connectionId,
      occurredAt: row.occurredAt,
      content: Buffer.from(row.content, 'base64'),
      headers: { 'x-replayed-at': new Date().toISOString() },
    });
    return this.close(id, 'replayed', note);
  }

  /** Closes the row without sending it again. The note says who and why. */
  async discard(id: string, note: string): Promise<boolean> {
    return this.close(id, 'discarded', note);
  }

  private async close(id: string, how: 'replayed' | 'discarded', note: string): Promise<boolean> {
    const closed = { how, note, at: new Date().toISOString() };
    const [, changed] = await this.db.query<[unknown[], number]>(
      `UPDATE ${this.db.getMetadata(ParkedMessage).tablePath} SET closed = $2 WHERE id = $1 AND closed IS NULL`,
      [id, closed],
    );
    return changed === 1;
  }

  private get rows() {
    return this.db.getRepository(ParkedMessage);
  }
}
