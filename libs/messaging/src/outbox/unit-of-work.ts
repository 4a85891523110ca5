import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isPooledAway } from '../prepared-statement.js';
import { OutboxRelay } from './outbox-relay.js';

/**
 * One transaction: the change and the messages that tell of it. After the commit the relay is woken in this process. What is given
 * touches nothing but the database: it may be run once more.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly db: DataSource,
    private readonly relay: OutboxRelay,
  ) {}

  async run<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.db.transaction(work).catch((error: unknown) => {
      if (!isPooledAway(error)) throw error;
      return this.db.transaction(work);
    });
    this.relay.wake();
    return result;
  }
}
