import type { CreateExactSalesOrderV1, MoneyV1 } from '@connector/contracts';
import { moneyFromDecimal, decimalsOf } from '@connector/money';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { anyOf, literal, optionalText, textOf, type ExactRecord } from './odata.js';

/** A sales order as far as the connector needs it. */
export interface FoundSalesOrder {
  readonly salesOrderId: string;
  readonly orderNumber?: number;
  /** total incl. VAT in the order's currency */
  readonly total?: MoneyV1;
  readonly yourRef?: string;
  readonly state?: string;
  /** the account that it is booked on */
  readonly orderedBy?: string;
}

const FIELDS = 'OrderID,OrderNumber,AmountFC,Currency,YourRef,Status,OrderedBy';

/** `Status`, `DeliveryStatus` and `InvoiceStatus`. */
const OPEN = 12;
const STATES: Readonly<Record<number, string>> = { [OPEN]: 'open', 20: 'partial', 21: 'complete', 45: 'cancelled' };

/** `salesorder/SalesOrders` (exact-online 9). */
@Injectable()
export class SalesOrders {
  constructor(private readonly client: ExactClient) {}

  async create(
    access: ExactAccess,
    order: CreateExactSalesOrderV1,
    remarks: string | undefined,
  ): Promise<FoundSalesOrder> {
    const record = await this.client.post(access, 'salesorder/SalesOrders', {
      OrderedBy: order.orderedBy,
      DeliverTo: order.orderedBy,
      InvoiceTo: order.orderedBy,
      ...(order.deliveryAddressId === undefined ? {} : { DeliveryAddress: order.deliveryAddressId }),
      OrderDate: order.orderDate,
      ...(order.deliveryDate === undefined ? {} : { DeliveryDate: order.deliveryDate }),
      YourRef: order.yourRef,
      Description: order.description,
      PaymentCondition: order.paymentCondition,
      Currency: order.currency,
      ...(order.warehouseId === undefined ? {} : { WarehouseID: order.warehouseId }),
      ...(remarks === undefined ? {} : { Remarks: remarks }),
      SalesOrderLines: order.lines.map((line) => ({
        Item: line.itemId,
        Description: line.description,
        Quantity: line.quantity,
        NetPrice: Number(line.netPrice),
        VATCode: line.vatCode,
      })),
    });
    return found(record);
  }

  async byYourRef(access: ExactAccess, yourRef: string): Promise<FoundSalesOrder[]> {
    return this.byYourRefs(access, [yourRef]);
  }

  /** Those with any of these references, twenty at most: one call. */
  async byYourRefs(access: ExactAccess, yourRefs: readonly string[]): Promise<FoundSalesOrder[]> {
    const $filter = anyOf('YourRef', yourRefs.map(literal.text));
    return (await this.client.getAll(access, 'salesorder/SalesOrders', { $select: FIELDS, $filter })).map(found);
  }

  /** Those whose order date lies in the window, both days included; 1,000 a call, not many more than `most`. */
  async orderedBetween(access: ExactAccess, from: string, to: string, most: number): Promise<FoundSalesOrder[]> {
    const $filter = `OrderDate ge ${literal.date(from)} and OrderDate le ${literal.date(to)}`;
    const query = { $select: FIELDS, $filter };
    return (await this.client.getAll(access, 'bulk/SalesOrder/SalesOrders', query, most)).map(found);
  }

  /** `untouched`: nothing of it is delivered or invoiced. */
  async byId(access: ExactAccess, id: string): Promise<{ yourRef: string; untouched: boolean } | undefined> {
    const [record] = await this.client.get(access, 'salesorder/SalesOrders', {
      $select: 'OrderID,YourRef,DeliveryStatus,InvoiceStatus',
      $filter: `OrderID eq ${literal.guid(id)}`,
    });
    if (record === undefined) return undefined;
    const untouched = record['DeliveryStatus'] === OPEN && record['InvoiceStatus'] === OPEN;
    return { yourRef: optionalText(record, 'YourRef') ?? '', untouched };
  }

  async remove(access: ExactAccess, id: string): Promise<void> {
    await this.client.delete(access, 'salesorder/SalesOrders', id);
  }
}

function found(record: ExactRecord): FoundSalesOrder {
  const { OrderNumber: orderNumber, AmountFC: amount, Currency: currency, Status: status } = record;
  const yourRef = optionalText(record, 'YourRef');
  const orderedBy = optionalText(record, 'OrderedBy');
  return {
    salesOrderId: textOf(record, 'OrderID'),
    ...(yourRef === undefined ? {} : { yourRef }),
    ...(orderedBy === undefined ? {} : { orderedBy }),
    ...(typeof status === 'number' ? { state: STATES[status] ?? String(status) } : {}),
    ...(typeof orderNumber === 'number' ? { orderNumber } : {}),
    ...(typeof amount === 'number' && typeof currency === 'string'
      ? { total: moneyFromDecimal(amount.toFixed(decimalsOf(currency)), currency) }
      : {}),
  };
}
