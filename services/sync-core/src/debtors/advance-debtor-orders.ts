import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { Orders } from '../orders/orders.js';
import { EnsureOrderDebtor } from './ensure-order-debtor.js';
import { planOrderDebtor } from './plan-order-debtor.js';

/** Something about a debtor changed: its orders look again, and ask for the delivery addresses that had to wait for the account. */
@Injectable()
export class AdvanceDebtorOrders {
  constructor(
    private readonly orders: Orders,
    private readonly connections: Connections,
    private readonly debtors: EnsureOrderDebtor,
    private readonly advanceOrder: AdvanceOrder,
  ) {}

  async advance(step: Step, debtorId: string): Promise<void> {
    for (const key of await this.orders.waitingForDebtor(step.tx, debtorId)) {
      const order = await this.orders.lock(step.tx, key);
      if (order?.state !== 'debtor') continue;
      const progress = await this.debtors.stateOf(step.tx, order);
      if (progress.state === 'requested' && progress.accountId !== undefined) {
        const connection = await this.connections.find(step.tx, order.connectionId);
        const division = await step.tx.findOneBy(DivisionEntity, { division: order.division });
        if (connection === undefined || division === null) continue;
        const plan = planOrderDebtor(
          order,
          this.orders.personalData(order),
          connection.settings,
          division.masterData.country,
        );
        if (plan.ok) await this.debtors.ensure(step, order, connection, plan.plan);
      }
      await this.advanceOrder.advance(step, order);
    }
  }
}
