import { exactSalesOrderRemovedV1, RemoveExactSalesOrderV1 } from '@connector/contracts';
import { Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { AttemptLedger } from '../attempts/attempt-ledger.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { SalesOrders } from '../exact-api/sales-orders.js';

/** Refusals of a deletion that may mean that the record is gone (exact-online 5, 14). */
const NOTHING_TO_DELETE: ReadonlySet<string> = new Set(['exact_no_right', 'exact_record_gone']);

/**
 * Removes a sales order of which nothing has left (domain O8). Whatever was unclear before, it is looked at first, so that
 * the command can be repeated; an order that is gone is done.
 */
@Injectable()
export class RemoveSalesOrder {
  constructor(
    private readonly ledger: AttemptLedger,
    private readonly salesOrders: SalesOrders,
    private readonly answers: AnswerCommands,
  ) {}

  async remove(body: RemoveExactSalesOrderV1, { access, command }: Performance): Promise<void> {
    const standing = await this.salesOrders.byId(access, body.salesOrderId);
    if (standing !== undefined) {
      if (standing.yourRef !== body.yourRef)
        throw new Failure('business', 'exact_sales_order_not_ours', `It carries ${standing.yourRef}`);
      if (!standing.untouched)
        throw new Failure('business', 'exact_sales_order_delivered', 'Something of it is delivered or invoiced');
      await this.removeStanding(access, body.salesOrderId);
    }
    const { commandId, release } = command;
    const { division } = access;
    const { salesOrderId, yourRef } = body;
    await this.answers.final(
      command,
      exactSalesOrderRemovedV1,
      { commandId, release, division, salesOrderId, yourRef, wasThere: standing !== undefined },
      // should the order be wanted again, it is made again
      (tx) => this.ledger.forget(tx, division, 'sales-order', [salesOrderId]),
    );
  }

  /** Exact refuses to delete what is gone already as it refuses for lack of a right, with 403: another look tells the two apart. */
  private async removeStanding(access: ExactAccess, salesOrderId: string): Promise<void> {
    try {
      await this.salesOrders.remove(access, salesOrderId);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || !NOTHING_TO_DELETE.has(thrown.reasonCode)) throw thrown;
      if ((await this.salesOrders.byId(access, salesOrderId)) !== undefined) throw thrown;
    }
  }
}
