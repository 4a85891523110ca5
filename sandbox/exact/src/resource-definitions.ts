/** Edm types as far as the resources here use them. */
export type Edm =
  'Guid' | 'String' | 'DateTime' | 'Double' | 'Boolean' | 'Int16' | 'Int32' | 'Int64' | 'Byte' | 'Collection';

export interface FieldDefinition {
  readonly type: Edm;
  /** longest text that Exact takes */
  readonly length?: number;
  readonly mandatory?: boolean;
  /** R: read only; C: on creation only; else creation and update */
  readonly access?: 'R' | 'C';
  /** answers are padded with blanks to this width; negative: on the left */
  readonly padded?: number;
  /** refers to another table of the division, by its key or by `Code` */
  readonly refers?: { readonly table: TableName; readonly by: 'key' | 'Code' };
}

export type TableName =
  | 'Accounts'
  | 'Contacts'
  | 'Addresses'
  | 'Items'
  | 'ItemGroups'
  | 'Units'
  | 'SalesItemPrices'
  | 'VATCodes'
  | 'PaymentConditions'
  | 'Warehouses'
  | 'Currencies'
  | 'StockPositions'
  | 'SalesOrders'
  | 'SalesOrderLines';

export interface ResourceDefinition {
  readonly table: TableName;
  readonly key: string;
  readonly keyType: 'Guid' | 'String';
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[];
  /** a list needs a filter on one of `filterable` (exact-online 4, mandatory filter) */
  readonly filterNeeded?: boolean;
  readonly filterable?: readonly string[];
  readonly fields: Readonly<Record<string, FieldDefinition>>;
}

const text = (length?: number): FieldDefinition => ({ type: 'String', ...(length === undefined ? {} : { length }) });
const guid: FieldDefinition = { type: 'Guid' };
const date: FieldDefinition = { type: 'DateTime' };
const double: FieldDefinition = { type: 'Double' };
const flag: FieldDefinition = { type: 'Boolean' };
const byte: FieldDefinition = { type: 'Byte' };
const readOnly = (field: FieldDefinition): FieldDefinition => ({ ...field, access: 'R' });
const mandatory = (field: FieldDefinition): FieldDefinition => ({ ...field, mandatory: true });
const key = (field: FieldDefinition): FieldDefinition => ({ ...field, access: 'C' });
const refersTo = (table: TableName, by: 'key' | 'Code', field: FieldDefinition): FieldDefinition => ({
  ...field,
  refers: { table, by },
});
const audited = { Created: readOnly(date), Modified: readOnly(date) };
const country: FieldDefinition = { type: 'String', length: 2, padded: 3 };
const vatCode: FieldDefinition = { type: 'String', padded: 3, refers: { table: 'VATCodes', by: 'Code' } };
const addressFields = {
  AddressLine1: text(80),
  AddressLine2: text(80),
  AddressLine3: text(80),
  Postcode: text(20),
  City: text(30),
  Country: country,
  State: text(),
};

/** The resources of this sandbox (exact-online 7 to 12), by their path below the division. */
export const resources: Readonly<Record<string, ResourceDefinition>> = {
  'crm/Accounts': {
    table: 'Accounts',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    filterNeeded: true,
    filterable:
      'ID Code Name Email Phone Postcode City Country AddressLine1 AddressLine2 AddressLine3 VATNumber ChamberOfCommerce SearchCode CodeAtSupplier Status Type IsSales IsSupplier Blocked MainContact Created Modified StartDate EndDate'.split(
        ' ',
      ),
    fields: {
      ID: key(guid),
      Name: mandatory(text(50)),
      ...addressFields,
      Phone: text(25),
      Email: text(128),
      Status: text(1),
      Code: { type: 'String', length: 18, padded: -18 },
      SearchCode: text(),
      CodeAtSupplier: text(),
      VATNumber: text(35),
      ChamberOfCommerce: text(60),
      Blocked: flag,
      StartDate: date,
      EndDate: date,
      Remarks: text(),
      MainContact: guid,
      PaymentConditionSales: text(),
      SalesVATCode: vatCode,
      IsSales: readOnly(flag),
      ...audited,
    },
  },
  'crm/Contacts': {
    table: 'Contacts',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    fields: {
      ID: key(guid),
      Account: key(mandatory(refersTo('Accounts', 'key', guid))),
      FirstName: text(50),
      LastName: text(50),
      Phone: text(25),
      Email: text(128),
      IsMainContact: readOnly(flag),
      ...audited,
    },
  },
  'crm/Addresses': {
    table: 'Addresses',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    fields: {
      ID: key(guid),
      Account: mandatory(refersTo('Accounts', 'key', guid)),
      Type: { type: 'Int16' },
      Main: flag,
      Contact: guid,
      ...addressFields,
      Phone: text(25),
      ...audited,
    },
  },
  'logistics/Items': {
    table: 'Items',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    filterNeeded: true,
    filterable:
      'ID Code Barcode Description ExtraDescription SearchCode ItemGroup ItemGroupCode SalesVatCode Unit IsSalesItem IsStockItem IsWebshopItem Created Modified StartDate EndDate'.split(
        ' ',
      ),
    fields: {
      ID: key(guid),
      Code: mandatory(text(30)),
      Description: mandatory(text(60)),
      ExtraDescription: text(255),
      Notes: text(),
      ItemGroup: refersTo('ItemGroups', 'key', guid),
      Unit: { type: 'String', padded: 8, refers: { table: 'Units', by: 'Code' } },
      SalesVatCode: vatCode,
      Barcode: text(20),
      IsSalesItem: flag,
      IsStockItem: flag,
      IsPurchaseItem: flag,
      IsWebshopItem: byte,
      IsFractionAllowedItem: flag,
      StartDate: date,
      EndDate: date,
      SearchCode: text(),
      StandardSalesPrice: readOnly(double),
      Stock: readOnly(double),
      ItemGroupCode: readOnly(text()),
      ...audited,
    },
  },
  'logistics/ItemGroups': {
    table: 'ItemGroups',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET'],
    fields: { ID: guid, Code: text(), Description: text(), IsDefault: byte },
  },
  'logistics/Units': {
    table: 'Units',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET'],
    fields: { ID: guid, Code: { type: 'String', padded: 8 }, Description: text(), Active: flag, Main: byte },
  },
  'logistics/SalesItemPrices': {
    table: 'SalesItemPrices',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    filterNeeded: true,
    filterable: 'ID Item Account Price Quantity Unit StartDate EndDate'.split(' '),
    fields: {
      ID: key(guid),
      Item: mandatory(refersTo('Items', 'key', guid)),
      Price: double,
      Currency: refersTo('Currencies', 'key', text(3)),
      Quantity: double,
      Unit: text(),
      StartDate: date,
      EndDate: date,
      Account: guid,
      ...audited,
    },
  },
  'vat/VATCodes': {
    table: 'VATCodes',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET'],
    fields: {
      ID: guid,
      Code: { type: 'String', padded: 3 },
      Description: text(),
      Type: text(1),
      Percentage: double,
      VATTransactionType: text(1),
      IsBlocked: flag,
      OssCountry: text(),
      EUSalesListing: text(),
      Charged: flag,
    },
  },
  'cashflow/PaymentConditions': {
    table: 'PaymentConditions',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET'],
    fields: { ID: guid, Code: text(), Description: text(), PaymentMethod: text(1), PaymentDays: { type: 'Int32' } },
  },
  'inventory/Warehouses': {
    table: 'Warehouses',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET'],
    fields: { ID: guid, Code: text(), Description: text(), Main: byte },
  },
  'general/Currencies': {
    table: 'Currencies',
    key: 'Code',
    keyType: 'String',
    methods: ['GET'],
    fields: { Code: text(3), Description: text(), AmountPrecision: double, PricePrecision: double },
  },
  'salesorder/SalesOrders': {
    table: 'SalesOrders',
    key: 'OrderID',
    keyType: 'Guid',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    filterable:
      'OrderID OrderNumber YourRef PaymentReference Description OrderedBy DeliverTo InvoiceTo DeliveryAddress OrderDate DeliveryDate Status DeliveryStatus InvoiceStatus ApprovalStatus WarehouseID Created Modified'.split(
        ' ',
      ),
    fields: {
      OrderID: key(guid),
      OrderNumber: key({ type: 'Int32' }),
      OrderedBy: key(mandatory(refersTo('Accounts', 'key', guid))),
      DeliverTo: key(refersTo('Accounts', 'key', guid)),
      InvoiceTo: key(refersTo('Accounts', 'key', guid)),
      DeliveryAddress: refersTo('Addresses', 'key', guid),
      OrderDate: date,
      DeliveryDate: date,
      YourRef: text(30),
      Description: text(60),
      Remarks: text(),
      PaymentCondition: refersTo('PaymentConditions', 'Code', text()),
      PaymentReference: text(30),
      Currency: refersTo('Currencies', 'key', text(3)),
      WarehouseID: refersTo('Warehouses', 'key', guid),
      SalesOrderLines: mandatory({ type: 'Collection' }),
      ApprovalStatus: { type: 'Int16' },
      Status: readOnly({ type: 'Int16' }),
      DeliveryStatus: readOnly({ type: 'Int16' }),
      InvoiceStatus: readOnly({ type: 'Int16' }),
      AmountFC: readOnly(double),
      AmountFCExclVat: readOnly(double),
      AmountDC: readOnly(double),
      ...audited,
    },
  },
  'salesorder/SalesOrderLines': {
    table: 'SalesOrderLines',
    key: 'ID',
    keyType: 'Guid',
    methods: ['GET'],
    filterable:
      'ID OrderID OrderNumber Item LineNumber Description DeliveryDate OrderStatus DeliveryStatus InvoiceStatus VATCode'.split(
        ' ',
      ),
    fields: {
      ID: key(guid),
      OrderID: guid,
      LineNumber: readOnly({ type: 'Int32' }),
      Item: mandatory(refersTo('Items', 'key', guid)),
      Description: text(60),
      Quantity: double,
      NetPrice: double,
      UnitPrice: double,
      AmountFC: double,
      VATCode: vatCode,
      Notes: text(),
    },
  },
};

/** The feeds by row version (exact-online 6) and the tables behind them. */
export const feeds: Readonly<Record<string, string>> = {
  'sync/CRM/Accounts': 'crm/Accounts',
  'sync/CRM/Addresses': 'crm/Addresses',
  'sync/CRM/Contacts': 'crm/Contacts',
  'sync/Logistics/Items': 'logistics/Items',
  'sync/Logistics/SalesItemPrices': 'logistics/SalesItemPrices',
  'sync/SalesOrder/SalesOrderHeaders': 'salesorder/SalesOrders',
  'sync/SalesOrder/SalesOrderLines': 'salesorder/SalesOrderLines',
  'sync/Inventory/StockPositions': 'inventory/StockPositions',
};

/** What `sync/Inventory/StockPositions` shows of an item in a warehouse (exact-online 11). */
export const stockPositions: ResourceDefinition = {
  table: 'StockPositions',
  key: 'ID',
  keyType: 'Guid',
  methods: ['GET'],
  fields: {
    ID: guid,
    ItemId: guid,
    ItemCode: text(),
    Warehouse: guid,
    WarehouseCode: text(),
    CurrentStock: double,
    PlanningIn: double,
    PlanningOut: double,
    FreeStock: double,
    ProjectedStock: double,
    ReservedStock: double,
  },
};
