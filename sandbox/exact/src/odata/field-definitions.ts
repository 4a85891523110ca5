/** Edm types as far as the resources here use them. */
export type Edm =
  'Guid' | 'String' | 'DateTime' | 'Double' | 'Boolean' | 'Int16' | 'Int32' | 'Int64' | 'Byte' | 'Collection';

export type TableName =
  | 'Accounts'
  | 'Contacts'
  | 'Addresses'
  | 'Items'
  | 'ItemGroups'
  | 'Units'
  | 'SalesItemPrices'
  | 'VATCodes'
  | 'VATPercentages'
  | 'PaymentConditions'
  | 'Warehouses'
  | 'ItemWarehouses'
  | 'Currencies'
  | 'StockPositions'
  | 'SalesOrders'
  | 'SalesOrderLines'
  | 'SalesEntries'
  | 'FinancialPeriods'
  | 'WebhookSubscriptions';

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
  /** the only values that it takes */
  readonly values?: readonly (string | number)[];
}

export type Fields = Readonly<Record<string, FieldDefinition>>;

/** The permission group of a resource: app and user need it, else 403 (exact-online 2). */
export type Right =
  | 'Crm accounts'
  | 'Logistics items'
  | 'Sales prices'
  | 'Logistics inventory'
  | 'Sales orders'
  | 'Financial accounting'
  | 'Financial cashflow'
  | 'Financial currencies'
  | 'Organization administration';

export interface ResourceDefinition {
  readonly table: TableName;
  readonly key: string;
  readonly right: Right;
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[];
  /** a list needs a filter on one of `filterable` (exact-online 4, mandatory filter) */
  readonly filterNeeded?: boolean;
  readonly filterable?: readonly string[];
  readonly fields: Fields;
}

export const text = (length?: number): FieldDefinition => ({
  type: 'String',
  ...(length === undefined ? {} : { length }),
});
export const guid: FieldDefinition = { type: 'Guid' };
export const date: FieldDefinition = { type: 'DateTime' };
export const double: FieldDefinition = { type: 'Double' };
export const flag: FieldDefinition = { type: 'Boolean' };
export const byte: FieldDefinition = { type: 'Byte' };
export const int16: FieldDefinition = { type: 'Int16' };
export const int32: FieldDefinition = { type: 'Int32' };
export const readOnly = (field: FieldDefinition): FieldDefinition => ({ ...field, access: 'R' });
export const mandatory = (field: FieldDefinition): FieldDefinition => ({ ...field, mandatory: true });
export const onCreation = (field: FieldDefinition): FieldDefinition => ({ ...field, access: 'C' });
export const oneOf = (field: FieldDefinition, ...values: (string | number)[]): FieldDefinition => ({
  ...field,
  values,
});
export const padded = (width: number, field: FieldDefinition): FieldDefinition => ({ ...field, padded: width });
export const refersTo = (table: TableName, by: 'key' | 'Code', field: FieldDefinition): FieldDefinition => ({
  ...field,
  refers: { table, by },
});

export const audited: Fields = { Created: readOnly(date), Modified: readOnly(date) };
export const vatCode = refersTo('VATCodes', 'Code', padded(3, text()));
export const addressFields: Fields = {
  AddressLine1: text(80),
  AddressLine2: text(80),
  AddressLine3: text(80),
  Postcode: text(20),
  City: text(30),
  Country: padded(3, text(2)),
  State: text(),
};

/** Names of fields, as a line of text. */
export const names = (line: string): readonly string[] => line.split(' ');
