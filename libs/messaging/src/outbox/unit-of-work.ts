import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isPooledAway } from '../prepared-statement.js';
import { OutboxRelay } from './outbox-relay.js';
import { startTransactionWith } from './start-transaction.js';

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
    return this.commit(() => this.db.transaction(work));
  }

  /** The same with a first statement, SQL without parameters, that travels with the start of the transaction. */
  async runFrom<Row extends object, T>(
    first: string,
    work: (tx: EntityManager, rows: readonly Row[]) => Promise<T>,
  ): Promise<T> {
    return this.commit(() => this.transactionFrom(first, work));
  }

  private async commit<T>(transaction: () => Promise<T>): Promise<T> {
    const result = await transaction().catch((error: unknown) => {
      if (!isPooledAway(error)) throw error;
      return transaction();
    });
    this.relay.wake();
    return result;
  }

  private async transactionFrom<Row extends object, T>(
    first: string,
    work: (tx: EntityManager, rows: readonly Row[]) => Promise<T>,
  ): Promise<T> {
    const runner = this.db.createQueryRunner();
    try {
      const rows = await startTransactionWith<Row>(runner, first);
      const result = await work(runner.manager, rows);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // what failed counts; a connection that cannot even take back has nothing to take back
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
