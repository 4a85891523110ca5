import { reconcileExactSalesOrdersV1, ReconcileExactSalesOrdersV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { ReconcileSalesOrders } from './reconcile-sales-orders.js';

/** Somebody wants to know what stands in Exact. References are asked for orders that wait, windows by the nightly proof. */
@Controller()
export class ReconcileSalesOrdersHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly reconcile: ReconcileSalesOrders,
  ) {}

  @OnMessage(reconcileExactSalesOrdersV1)
  async on(
    @MessageBody(reconcileExactSalesOrdersV1) body: ReconcileExactSalesOrdersV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    const callClass = body.yourRefs === undefined ? 'catalogue' : 'order';
    await this.commands.perform(reconcileExactSalesOrdersV1, body, delivery, callClass, (performance) =>
      this.reconcile.reconcile(body, performance),
    );
  }
}
