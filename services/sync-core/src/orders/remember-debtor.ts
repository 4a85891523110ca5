import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { EnsureOrderDebtor } from '../debtors/ensure-order-debtor.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { planOrderDebtor } from '../debtors/plan-order-debtor.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { mayBeForgotten } from './domain/may-stand-already.js';
import { Orders } from './orders.js';

/**
 * After the database was put back: the debtor of an order that is found in Exact is looked for by its key too, so that the
 * buyer's next order does not make a second one (domain D5).
 */
@Injectable()
export class RememberDebtor {
  constructor(
    private readonly orders: Orders,
    private readonly connections: Connections,
    private readonly debtors: EnsureOrderDebtor,
  ) {}

  async of(step: Step, order: AmazonOrderEntity): Promise<void> {
    const connection = await this.connections.hold(step.tx, order.connectionId);
    if (connection === undefined || connection.dryRun || !mayBeForgotten(order.createdTime, connection.restoredAt))
      return;
    const division = await step.tx.findOneBy(DivisionEntity, { division: order.division });
    if (division === null) return;
    const personal = this.orders.personalData(order);
    const planned = planOrderDebtor(order, personal, connection.settings, division.masterData.country);
    if (!planned.ok) return;
    await this.debtors.ensure(step, order, connection, planned.plan);
  }
}
