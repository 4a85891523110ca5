import { createExactSalesOrderV1, CreateExactSalesOrderV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { CreateSalesOrder } from './create-sales-order.js';

/** A paid Amazon order becomes a sales order. */
@Controller()
export class CreateSalesOrderHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly create: CreateSalesOrder,
  ) {}

  @OnMessage(createExactSalesOrderV1)
  async on(
    @MessageBody(createExactSalesOrderV1) body: CreateExactSalesOrderV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(createExactSalesOrderV1, body, delivery, 'order', (performance) =>
      this.create.create(body, performance),
    );
  }
}
