/** Types that go to a queue; those of the application have no seller. */
export const applicationTypes = ['APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY', 'APPLICATION_OAUTH_CLIENT_NEW_SECRET'];

export const queueTypes = [
  'ORDER_CHANGE',
  'FEED_PROCESSING_FINISHED',
  'REPORT_PROCESSING_FINISHED',
  'FBA_INVENTORY_AVAILABILITY_CHANGES',
  'TRANSACTION_UPDATE',
  ...applicationTypes,
];

export const eventBridgeTypes = [
  'LISTINGS_ITEM_STATUS_CHANGE',
  'LISTINGS_ITEM_ISSUES_CHANGE',
  'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
  'ITEM_PRODUCT_TYPE_CHANGE',
];
