import { crmResources } from '../crm/crm-resources.js';
import type { ResourceDefinition } from '../odata/field-definitions.js';
import { itemWarehouseSettings, logisticsResources, stockPositions } from '../logistics/logistics-resources.js';
import { masterDataResources } from '../master-data/master-data-resources.js';
import { salesOrderResources } from '../sales-orders/sales-order-resources.js';

/** The resources of this sandbox (exact-online 7 to 13), by their path below the division. */
export const resources: Readonly<Record<string, ResourceDefinition>> = {
  ...crmResources,
  ...logisticsResources,
  ...masterDataResources,
  ...salesOrderResources,
};

/** The feeds by row version (exact-online 6) and what they show. */
export const feeds: Readonly<Record<string, ResourceDefinition>> = {
  'sync/CRM/Accounts': resources['crm/Accounts']!,
  'sync/CRM/Addresses': resources['crm/Addresses']!,
  'sync/CRM/Contacts': resources['crm/Contacts']!,
  'sync/Logistics/Items': without(resources['logistics/Items']!, 'StandardSalesPrice'),
  'sync/Logistics/SalesItemPrices': resources['logistics/SalesItemPrices']!,
  'sync/SalesOrder/SalesOrderHeaders': withId(without(resources['salesorder/SalesOrders']!, 'SalesOrderLines')),
  'sync/SalesOrder/SalesOrderLines': without(resources['salesorder/SalesOrderLines']!, 'OrderStatus'),
  'sync/Inventory/StockPositions': stockPositions,
  'sync/Inventory/ItemWarehouses': itemWarehouseSettings,
};

/** The bulk lists: the same records, 1,000 a page, never without `$select` (exact-online 6). */
export const bulkLists: Readonly<Record<string, string>> = {
  'bulk/CRM/Accounts': 'crm/Accounts',
  'bulk/CRM/Contacts': 'crm/Contacts',
  'bulk/CRM/Addresses': 'crm/Addresses',
  'bulk/Logistics/Items': 'logistics/Items',
  'bulk/Logistics/SalesItemPrices': 'logistics/SalesItemPrices',
  'bulk/SalesOrder/SalesOrders': 'salesorder/SalesOrders',
  'bulk/SalesOrder/SalesOrderLines': 'salesorder/SalesOrderLines',
};

function without(resource: ResourceDefinition, ...names: string[]): ResourceDefinition {
  const fields = Object.fromEntries(Object.entries(resource.fields).filter(([name]) => !names.includes(name)));
  return { ...resource, fields };
}

/** The feeds of sales orders carry `ID` beside their own key (exact-online 6). */
function withId(resource: ResourceDefinition): ResourceDefinition {
  return { ...resource, fields: { ID: { type: 'Guid' }, ...resource.fields } };
}
