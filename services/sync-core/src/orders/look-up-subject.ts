import type { CommandRefusedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';
import { Orders } from './orders.js';
import { SalesOrderSubject } from './sales-order-subject.js';
import type { OrderKey } from './timeline.js';

/** The orders that one look-up asks for hear that it was refused; a look-up that had no effect is simply made again (domain O2). */
@Injectable()
export class LookUpSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['look-up'];

  constructor(
    private readonly orders: Orders,
    private readonly salesOrders: SalesOrderSubject,
  ) {}

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    for (const key of await askedFor(step.tx, command))
      await this.salesOrders.notLookedUp(step, await this.orders.lock(step.tx, key), refusal);
  }

  async absent(): Promise<void> {}
}

/** The orders that a look-up asks for, in the order in which everybody locks them. */
export async function askedFor(tx: EntityManager, { id, connectionId }: BookedCommand): Promise<OrderKey[]> {
  const rows = await tx.query<{ amazonOrderId: string }[]>(
    `SELECT DISTINCT jsonb_array_elements_text(body -> 'yourRefs') AS "amazonOrderId" FROM sync_core.command WHERE id = $1 ORDER BY 1`,
    [id],
  );
  return rows.map(({ amazonOrderId }) => ({ connectionId, amazonOrderId }));
}
