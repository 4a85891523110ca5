import { moneyFromDecimal } from '@connector/money';
import { demoShop } from '../day/connection.js';
import { products } from '../day/catalogue.js';
import { itemCodes } from '../day/play-day.js';
import type { Stage } from '../stage.js';
import type { SalesOrder } from './account-for.js';
import type { StockFigures } from './figures.js';

type Row = Readonly<Record<string, unknown>>;

/** Everything in one table of the division in the sandbox. */
export async function rowsOf(stage: Stage, table: string, shop = demoShop): Promise<readonly Row[]> {
  return (await stage.exact.get<{ rows: Row[] }>(`/divisions/${shop.division}/${table}`)).rows;
}

/** The sales orders as Exact holds them, read past the connector. */
export async function salesOrdersOf(stage: Stage, shop = demoShop): Promise<SalesOrder[]> {
  return (await rowsOf(stage, 'salesorders', shop)).map((row) => {
    const total = moneyFromDecimal(String(row['AmountFC']), String(row['Currency']).trim());
    return {
      yourRef: String(row['YourRef']),
      orderNumber: String(row['OrderNumber']),
      minorUnits: total.minorUnits,
      currency: total.currency,
    };
  });
}

interface OrderAtAmazon {
  readonly orderId: string;
  readonly orderItems: readonly {
    readonly quantityOrdered: number;
    readonly product: { readonly sellerSku: string };
  }[];
}

/** Compares what Amazon offers with what Exact has on the shelf less what must still be sent: also for orders that are held. */
export async function stockOf(stage: Stage, heldOrderIds: readonly string[]): Promise<StockFigures> {
  const { orders } = await stage.amazon.get<{ orders: OrderAtAmazon[] }>(`/sellers/${demoShop.sellerId}/orders`);
  const heldItems = orders.filter(({ orderId }) => heldOrderIds.includes(orderId)).flatMap((order) => order.orderItems);
  const heldOf = (sku: string): number =>
    heldItems
      .filter(({ product }) => product.sellerSku === sku)
      .reduce((pieces, { quantityOrdered }) => pieces + quantityOrdered, 0);
  const [items, positions, { listings }] = await Promise.all([
    rowsOf(stage, 'items'),
    rowsOf(stage, 'stock'),
    stage.amazon.get<{ listings: { sku: string; availability: { quantity?: number }[] }[] }>(
      `/sellers/${demoShop.sellerId}/listings`,
    ),
  ]);
  const codes = await itemCodes(stage);
  const warehouse = (await rowsOf(stage, 'warehouses')).find((row) => row['Code'] === '1')?.['ID'];
  let offersEqual = 0;
  const offersDiffering: string[] = [];
  for (const { sku } of products.filter((product) => !('atAmazon' in product))) {
    const item = items.find((row) => row['Code'] === codes.get(sku));
    const position = positions.find((row) => row['ItemId'] === item?.['ID'] && row['Warehouse'] === warehouse);
    const inExact = Number(position?.['CurrentStock'] ?? 0) - Number(position?.['PlanningOut'] ?? 0) - heldOf(sku);
    const atAmazon = listings.find((listing) => listing.sku === sku)?.availability[0]?.quantity;
    if (inExact === atAmazon) offersEqual += 1;
    else offersDiffering.push(`stock of ${sku}: ${atAmazon ?? '-'} at Amazon, ${inExact} in Exact`);
  }
  return { offersEqual, offersDiffering };
}
