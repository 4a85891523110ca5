import { rowPlace, Sealer, type Sealed } from '@connector/sealing';
import type { AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AmazonOrderEntity } from './amazon-order.entity.js';
import type { OrderKey } from './timeline.js';

/** Finds and locks orders, and keeps their personal data sealed. */
@Injectable()
export class Orders {
  constructor(private readonly sealer: Sealer) {}

  /** The order, locked until the transaction ends. */
  async lock(tx: EntityManager, { connectionId, amazonOrderId }: OrderKey): Promise<AmazonOrderEntity | undefined> {
    const where = { connectionId, amazonOrderId };
    return (await tx.findOne(AmazonOrderEntity, { where, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Orders that wait for a debtor or one of its addresses, in one order for everybody. */
  async waitingForDebtor(tx: EntityManager, debtorId: string): Promise<OrderKey[]> {
    return tx.query<OrderKey[]>(
      `SELECT connection_id AS "connectionId", amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order
       WHERE debtor_id = $1 AND state = 'debtor' ORDER BY connection_id, amazon_order_id`,
      [debtorId],
    );
  }

  /** Orders that wait for an item. */
  async waitingForItem(tx: EntityManager, itemId: string): Promise<OrderKey[]> {
    return tx.query<OrderKey[]>(
      `SELECT DISTINCT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId"
       FROM sync_core.order_item i JOIN sync_core.amazon_order o USING (connection_id, amazon_order_id)
       WHERE i.item_id = $1 AND o.state IN ('debtor', 'items') ORDER BY 1, 2`,
      [itemId],
    );
  }

  seal(key: OrderKey, personal: AmazonOrderPersonalDataV1): Sealed {
    return this.sealer.seal(personal, placeOf(key));
  }

  personalData(order: AmazonOrderEntity): AmazonOrderPersonalDataV1 | undefined {
    return order.personalData === null
      ? undefined
      : (this.sealer.open(order.personalData, placeOf(order)) as AmazonOrderPersonalDataV1);
  }
}

function placeOf({ connectionId, amazonOrderId }: OrderKey): string {
  return rowPlace('amazon_order', 'personal_data', `${connectionId}/${amazonOrderId}`);
}

/** The id of an order as the subject of a command. */
export function subjectIdOf({ connectionId, amazonOrderId }: OrderKey): string {
  return `${connectionId}/${amazonOrderId}`;
}

export function keyOfSubject(subjectId: string): OrderKey {
  const [connectionId = '', amazonOrderId = ''] = subjectId.split('/');
  return { connectionId, amazonOrderId };
}
