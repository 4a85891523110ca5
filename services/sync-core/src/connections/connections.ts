import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConnectionEntity } from './connection.entity.js';

/** Finds connections. */
@Injectable()
export class Connections {
  /** The connection, as it is for this transaction. */
  async find(tx: EntityManager, id: string): Promise<ConnectionEntity | undefined> {
    return (await tx.findOneBy(ConnectionEntity, { id })) ?? undefined;
  }

  /** The connection, which nobody may change until the transaction ends; many may read it so at once. */
  async hold(tx: EntityManager, id: string): Promise<ConnectionEntity | undefined> {
    return (await tx.findOne(ConnectionEntity, { where: { id }, lock: { mode: 'pessimistic_read' } })) ?? undefined;
  }

  /** The connection, locked until the transaction ends. */
  async lock(tx: EntityManager, id: string): Promise<ConnectionEntity | undefined> {
    return (await tx.findOne(ConnectionEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  async all(tx: EntityManager): Promise<ConnectionEntity[]> {
    return tx.find(ConnectionEntity, { order: { createdAt: 'ASC' } });
  }

  /** All connections that share a division (domain V5). */
  async ofDivision(tx: EntityManager, division: number): Promise<ConnectionEntity[]> {
    return tx.find(ConnectionEntity, { where: { division }, order: { createdAt: 'ASC' } });
  }
}
