import { exactItemEnsuredV1, ExactItemEnsuredV1, updateExactItemV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { Orders } from '../orders/orders.js';

/** An item is in Exact: the orders that waited for it go on. */
@Controller()
export class ItemEnsuredHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: Orders,
    private readonly advance: AdvanceOrder,
  ) {}

  @OnMessage(exactItemEnsuredV1)
  async on(@MessageBody(exactItemEnsuredV1) body: ExactItemEnsuredV1, @Delivered() delivery: Delivery): Promise<void> {
    await this.steps.once('item-ensured', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined || command.contract === updateExactItemV1.name) return;
      await step.tx.query(
        `UPDATE sync_core.item SET state = 'ready', exact_item_id = $2, sales_vat_code = $3, adopted = $4, reason_code = NULL, platform_message = NULL
         WHERE id = $1`,
        [command.subject.id, body.itemId, body.salesVatCode ?? null, body.adopted],
      );
      for (const key of await this.orders.waitingForItem(step.tx, command.subject.id))
        await this.advance.advanceByKey(step, key);
    });
  }
}
