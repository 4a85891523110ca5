import { removeExactSalesOrderV1, RemoveExactSalesOrderV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { RemoveSalesOrder } from './remove-sales-order.js';

/** An order was cancelled after its sales order was made. */
@Controller()
export class RemoveSalesOrderHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly remove: RemoveSalesOrder,
  ) {}

  @OnMessage(removeExactSalesOrderV1)
  async on(
    @MessageBody(removeExactSalesOrderV1) body: RemoveExactSalesOrderV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(removeExactSalesOrderV1, body, delivery, 'order', (performance) =>
      this.remove.remove(body, performance),
    );
  }
}
