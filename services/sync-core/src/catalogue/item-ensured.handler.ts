import { exactItemEnsuredV1, ExactItemEnsuredV1, resyncExactItemV1, updateExactItemV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import type { Step } from '../commands/step.js';
import { Steps } from '../commands/steps.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { Orders } from '../orders/orders.js';
import { RecountItems } from '../stock/recount-items.js';
import { ItemEntity } from './item.entity.js';
import { RequestItem } from './request-item.js';

/** They change an item that is there; they make none. */
const CHANGES = new Set([updateExactItemV1.name, resyncExactItemV1.name]);

/** An item is in Exact: the orders that waited for it go on. */
@Controller()
export class ItemEnsuredHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: Orders,
    private readonly advance: AdvanceOrder,
    private readonly recount: RecountItems,
    private readonly connections: Connections,
    private readonly request: RequestItem,
  ) {}

  @OnMessage(exactItemEnsuredV1)
  async on(@MessageBody(exactItemEnsuredV1) body: ExactItemEnsuredV1, @Delivered() delivery: Delivery): Promise<void> {
    await this.steps.once('item-ensured', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      // Amazon may have changed it once more while this was written
      if (CHANGES.has(command.contract)) return this.write(step, command.subject.id, command.connectionId);
      await step.tx.query(
        `UPDATE sync_core.item SET state = 'ready', exact_item_id = $2, sales_vat_code = $3, adopted = $4, reason_code = NULL, platform_message = NULL
         WHERE id = $1`,
        [command.subject.id, body.itemId, body.salesVatCode ?? null, body.adopted],
      );
      await this.settle(step, command.subject.id, command.connectionId, body.code);
      await this.recount.item(step.tx, command.subject.id);
      for (const key of await this.orders.waitingForItem(step.tx, command.subject.id))
        await this.advance.advanceByKey(step, key);
    });
  }

  /** A code that differs in case alone is shown (I5); what Amazon changed while the item was made is written now (I4). */
  private async settle(step: Step, itemId: string, connectionId: string, code: string): Promise<void> {
    const item = await step.tx.findOneBy(ItemEntity, { id: itemId });
    if (item !== null && code !== item.code && code.toLowerCase() === item.code.toLowerCase()) {
      item.shown = [...new Set([...item.shown, 'code_differs_in_case'])];
      await step.tx.save(item);
    }
    await this.write(step, itemId, connectionId);
  }

  /** Writes what Amazon says of the item now, where that is something else than what was written. */
  private async write(step: Step, itemId: string, connectionId: string): Promise<void> {
    const item = await step.tx.findOneBy(ItemEntity, { id: itemId });
    const connection = await this.connections.find(step.tx, connectionId);
    if (item === null || connection === undefined) return;
    const division = await step.tx.findOneBy(DivisionEntity, { division: item.division });
    if (division !== null && item.source.startsWith('sku:'))
      await this.request.update(step, item, connection, division.masterData);
  }
}
