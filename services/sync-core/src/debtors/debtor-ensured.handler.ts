import { exactDebtorEnsuredV1, ExactDebtorEnsuredV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { AdvanceDebtorOrders } from './advance-debtor-orders.js';
import { MainContactsDue } from './main-contacts-due.js';

/** A debtor, or one of its delivery addresses, is in Exact: the orders that waited for it go on. */
@Controller()
export class DebtorEnsuredHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: AdvanceDebtorOrders,
    private readonly mainContacts: MainContactsDue,
  ) {}

  @OnMessage(exactDebtorEnsuredV1)
  async on(
    @MessageBody(exactDebtorEnsuredV1) body: ExactDebtorEnsuredV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('debtor-ensured', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      const [debtor] = await step.tx.query<{ id: string }[]>(
        `SELECT id FROM sync_core.debtor WHERE id = CASE WHEN $2 = 'debtor' THEN $1::uuid
           ELSE (SELECT debtor_id FROM sync_core.delivery_address WHERE id = $1::uuid) END`,
        [command.subject.id, command.subject.kind],
      );
      if (debtor === undefined) return;
      await step.tx.query(
        `UPDATE sync_core.debtor SET state = 'ready', account_id = coalesce(account_id, $2), contact_id = coalesce(contact_id, $3),
           reason_code = NULL, platform_message = NULL WHERE id = $1`,
        [debtor.id, body.accountId, body.contactId ?? null],
      );
      if (body.deliveryAddressKey !== undefined && body.deliveryAddressId !== undefined) {
        await step.tx.query(
          `UPDATE sync_core.delivery_address SET state = 'ready', exact_address_id = $3, reason_code = NULL, platform_message = NULL
           WHERE debtor_id = $1 AND address_hash = $2`,
          [debtor.id, body.deliveryAddressKey, body.deliveryAddressId],
        );
      }
      if (command.subject.kind === 'debtor') {
        if (body.contactId === undefined || body.adopted) await this.mainContacts.forget(step, debtor.id);
        else await this.mainContacts.note(step, debtor.id, command.connectionId);
      }
      await this.orders.advance(step, debtor.id);
    });
  }
}
