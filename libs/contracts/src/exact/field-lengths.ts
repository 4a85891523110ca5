/**
 * The longest texts that Exact takes, in UTF-16 units, by field. Exact publishes no table of them: the sizes are those of its
 * field texts and of its data model; postcode, contact names, YourRef and the descriptions of an order are working values until
 * a live division shows more (exact-online 7 to 9, `exact-metadata/limits.json`). The one table: sync-core cuts by it (domain
 * D13), and the messages are bound by it.
 */
export const exactLengths = {
  /** `crm/Accounts.Code`, padded with blanks at Exact */
  accountCode: 18,
  /** `crm/Accounts.Name` */
  accountName: 50,
  /** `AddressLine1` to `AddressLine3` of accounts and addresses */
  addressLine: 80,
  postcode: 20,
  city: 30,
  /** ISO 3166 alpha-2 */
  country: 2,
  phone: 25,
  email: 128,
  vatNumber: 35,
  /** `crm/Contacts.FirstName` and `LastName` */
  contactName: 50,
  /** `logistics/Items.Code` */
  itemCode: 30,
  /** `logistics/Items.Description` */
  itemDescription: 60,
  /** `logistics/Items.ExtraDescription` */
  itemExtraDescription: 255,
  barcode: 20,
  /** `salesorder/SalesOrders.YourRef` */
  yourRef: 30,
  /** `salesorder/SalesOrders.Description` */
  orderDescription: 60,
  /** `salesorder/SalesOrderLines.Description` */
  orderLineDescription: 60,
} as const;
