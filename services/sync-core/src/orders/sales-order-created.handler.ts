import { exactSalesOrderCreatedV1, ExactSalesOrderCreatedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { recordWay } from '../metrics/order-way.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { BookSalesOrder } from './book-sales-order.js';
import { keyOfSubject, Orders } from './orders.js';

/** The sales order of an Amazon order is in Exact. */
@Controller()
export class SalesOrderCreatedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: Orders,
    private readonly booking: BookSalesOrder,
  ) {}

  @OnMessage(exactSalesOrderCreatedV1)
  async on(
    @MessageBody(exactSalesOrderCreatedV1) body: ExactSalesOrderCreatedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    let booked: AmazonOrderEntity | undefined;
    await this.steps.once('sales-order-created', delivery, async (step) => {
      booked = undefined;
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
      if (order !== undefined && (await this.booking.book(step, order, body, delivery.occurredAt))) booked = order;
    });
    if (booked !== undefined) recordWay(booked);
  }
}
