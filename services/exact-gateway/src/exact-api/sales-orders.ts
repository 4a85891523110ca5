import type { CreateExactSalesOrderV1, MoneyV1 } from '@connector/contracts';
import { moneyFromDecimal, decimalsOf } from '@connector/money';
import { Injectable } from '@nestjs/common';
import { ExactClient, type ExactAccess } from './client.js';
import { literal, textOf, type ExactRecord } from './odata.js';

/** A sales order as far as the connector needs it. */
export interface FoundSalesOrder {
  readonly salesOrderId: string;
  readonly orderNumber?: number;
  /** total incl. VAT in the order's currency */
  readonly total?: MoneyV1;
}

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
    const records = await this.client.get(access, 'salesorder/SalesOrders', {
      $select: 'OrderID,OrderNumber,AmountFC,Currency,YourRef',
      $filter: `YourRef eq ${literal.text(yourRef)}`,
    });
    return records.map(found);
  }
}

function found(record: ExactRecord): FoundSalesOrder {
  const { OrderNumber: orderNumber, AmountFC: amount, Currency: currency } = record;
  return {
    salesOrderId: textOf(record, 'OrderID'),
    ...(typeof orderNumber === 'number' ? { orderNumber } : {}),
    ...(typeof amount === 'number' && typeof currency === 'string'
      ? { total: moneyFromDecimal(amount.toFixed(decimalsOf(currency)), currency) }
      : {}),
  };
}
