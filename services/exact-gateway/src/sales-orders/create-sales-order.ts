import { createExactSalesOrderV1, CreateExactSalesOrderV1, exactSalesOrderCreatedV1 } from '@connector/contracts';
import { Failure } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { AttemptLedger } from '../attempts/attempt-ledger.js';
import { NoticeGoneRecords, type References } from '../deletions/notice-gone-records.js';
import { SalesOrders, type FoundSalesOrder } from '../exact-api/sales-orders.js';

/** Makes exactly one sales order for a YourRef (manual chapter 6; domain O1, O2, M6). */
@Injectable()
export class CreateSalesOrder {
  constructor(
    private readonly sealer: Sealer,
    private readonly ledger: AttemptLedger,
    private readonly salesOrders: SalesOrders,
    private readonly gone: NoticeGoneRecords,
    private readonly answers: AnswerCommands,
  ) {}

  async create(body: CreateExactSalesOrderV1, { access, command }: Performance): Promise<void> {
    const remarks = this.remarks(body, command.connectionId);
    const key = { division: access.division, kind: 'sales-order', naturalKey: body.yourRef } as const;
    const make = async (leasedUntil: number): Promise<FoundSalesOrder & { adopted?: boolean }> => {
      const standing = body.lookFirst ? await this.salesOrders.byYourRef(access, body.yourRef) : [];
      if (standing.length > 1) {
        throw new Failure(
          'business',
          'exact_ambiguous_sales_order',
          `${standing.length} sales orders have the reference ${body.yourRef}`,
        );
      }
      if (standing[0] !== undefined) return { ...standing[0], adopted: true };
      return this.salesOrders.create({ ...access, leasedUntil }, body, remarks);
    };
    const order = await this.gone.whileDoing({ access, command }, referencesOf(body), () =>
      this.ledger.once(key, command, make),
    );
    await this.answers.final(command, exactSalesOrderCreatedV1, {
      commandId: command.commandId,
      release: command.release,
      division: access.division,
      yourRef: body.yourRef,
      salesOrderId: order.salesOrderId,
      adopted: order.adopted ?? false,
      ...(order.orderNumber === undefined ? {} : { orderNumber: order.orderNumber }),
      ...(order.total === undefined ? {} : { total: order.total }),
    });
  }

  private remarks(body: CreateExactSalesOrderV1, connectionId: string): string | undefined {
    if (body.remarks === undefined) return undefined;
    return String(this.sealer.open(body.remarks, messagePlace(connectionId, createExactSalesOrderV1.name, 'remarks')));
  }
}

function referencesOf({ orderedBy, deliveryAddressId, lines }: CreateExactSalesOrderV1): References {
  return {
    account: [orderedBy],
    address: deliveryAddressId === undefined ? [] : [deliveryAddressId],
    item: lines.map(({ itemId }) => itemId),
  };
}
