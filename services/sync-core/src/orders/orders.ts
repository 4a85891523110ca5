import { rowPlace, Sealer, type Sealed } from '@connector/sealing';
import type { AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AmazonOrderEntity } from './amazon-order.entity.js';
import { correctedBuyer, type Corrections } from './domain/corrections.js';
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

  /** What is known of the buyer: as Amazon told it, with what a person has set since (domain C4). */
  personalData(order: AmazonOrderEntity): AmazonOrderPersonalDataV1 | undefined {
    const told =
      order.personalData === null
        ? undefined
        : (this.sealer.open(order.personalData, placeOf(order)) as AmazonOrderPersonalDataV1);
    return correctedBuyer(told, this.corrections(order));
  }

  corrections(order: AmazonOrderEntity): Corrections | null {
    if (order.corrections === null) return null;
    const { vatNumber, ...rest } = order.corrections;
    if (vatNumber === undefined || vatNumber === null) return { ...rest, ...(vatNumber === null ? { vatNumber } : {}) };
    return { ...rest, vatNumber: this.sealer.open(vatNumber, correctionPlace(order)) as string };
  }

  /** Adds to what a person has set before; saving is the caller's. */
  correct(order: AmazonOrderEntity, { vatNumber, ...rest }: Corrections): void {
    const before = order.corrections ?? {};
    order.corrections = {
      ...before,
      ...rest,
      items: { ...before.items, ...rest.items },
      quantities: { ...before.quantities, ...rest.quantities },
      ...(vatNumber === undefined
        ? {}
        : { vatNumber: vatNumber === null ? null : this.sealer.seal(vatNumber, correctionPlace(order)) }),
    };
  }
}

function placeOf({ connectionId, amazonOrderId }: OrderKey): string {
  return rowPlace('amazon_order', 'personal_data', `${connectionId}/${amazonOrderId}`);
}

function correctionPlace({ connectionId, amazonOrderId }: OrderKey): string {
  return rowPlace('amazon_order', 'corrections', `${connectionId}/${amazonOrderId}`);
}

/** The id of an order as the subject of a command. */
export function subjectIdOf({ connectionId, amazonOrderId }: OrderKey): string {
  return `${connectionId}/${amazonOrderId}`;
}

export function keyOfSubject(subjectId: string): OrderKey {
  const [connectionId = '', amazonOrderId = ''] = subjectId.split('/');
  return { connectionId, amazonOrderId };
}
