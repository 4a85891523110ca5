/** Scopes of the grantless operations (amazon-sp-api 1). */
export const NOTIFICATIONS_SCOPE = 'sellingpartnerapi::notifications';
export const ROTATION_SCOPE = 'sellingpartnerapi::client_credential:rotation';

/** An operation of the Selling Partner API: where it is, and how often it may be called. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** the groups are the parts of the path that vary */
  readonly path: RegExp;
  /** tokens a second, and how many fit (amazon-sp-api 11) */
  readonly rate: number;
  readonly burst: number;
  /** tokens a second for all sellers of the application together */
  readonly total?: number;
  /** called with a token of the application, not of a seller */
  readonly scope?: string;
}

const ORDERS = '/orders/2026-01-01/orders';
const LISTINGS = '/listings/2021-08-01/items';
const REPORTS = '/reports/2021-06-30';
const FEEDS = '/feeds/2021-06-30';
const SUBSCRIPTIONS = '/notifications/v1/subscriptions';
const DESTINATIONS = '/notifications/v1/destinations';
/** What the application itself can be told (amazon-sp-api 1). */
const OF_APPLICATION = '(APPLICATION_OAUTH_CLIENT_(?:SECRET_EXPIRY|NEW_SECRET))';

/** `:` stands for one varying part of a path. */
function at(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('/:', '/([^/]+)')}$`);
}

const seller = (name: string, method: string, path: string, rate: number, burst: number): Operation => ({
  name,
  method,
  path: at(path),
  rate,
  burst,
});

const grantless = (name: string, method: string, path: string): Operation => ({
  ...seller(name, method, path, 1, 5),
  scope: NOTIFICATIONS_SCOPE,
});

const ofAll = (total: number, operation: Operation): Operation => ({ ...operation, total });

/** A dry run has a limit of its own, lower than that of the operation; no figure is published (amazon-sp-api 8.1, 11). */
export const validationPreview = { name: 'patchListingsItem preview', rate: 1, burst: 5 };

export const operations: readonly Operation[] = [
  seller('searchOrders', 'GET', ORDERS, 0.0056, 20),
  seller('getOrder', 'GET', `${ORDERS}/:`, 0.5, 30),
  seller('searchListingsItems', 'GET', `${LISTINGS}/:`, 5, 5),
  ofAll(100, seller('getListingsItem', 'GET', `${LISTINGS}/:/:`, 5, 10)),
  ofAll(500, seller('patchListingsItem', 'PATCH', `${LISTINGS}/:/:`, 5, 5)),
  seller('getMarketplaceParticipations', 'GET', '/sellers/v1/marketplaceParticipations', 0.016, 15),
  seller('getAccount', 'GET', '/sellers/v1/account', 0.016, 15),
  seller('createReport', 'POST', `${REPORTS}/reports`, 0.0167, 15),
  seller('getReports', 'GET', `${REPORTS}/reports`, 0.0222, 10),
  seller('getReport', 'GET', `${REPORTS}/reports/:`, 2, 15),
  seller('cancelReport', 'DELETE', `${REPORTS}/reports/:`, 0.0222, 10),
  seller('getReportDocument', 'GET', `${REPORTS}/documents/:`, 0.0167, 15),
  seller('createFeedDocument', 'POST', `${FEEDS}/documents`, 0.5, 15),
  seller('createFeed', 'POST', `${FEEDS}/feeds`, 0.0083, 15),
  seller('getFeeds', 'GET', `${FEEDS}/feeds`, 0.0222, 10),
  seller('getFeed', 'GET', `${FEEDS}/feeds/:`, 2, 15),
  seller('cancelFeed', 'DELETE', `${FEEDS}/feeds/:`, 2, 15),
  seller('getFeedDocument', 'GET', `${FEEDS}/documents/:`, 0.0222, 10),
  grantless('createSubscription', 'POST', `${SUBSCRIPTIONS}/${OF_APPLICATION}`),
  grantless('getSubscription', 'GET', `${SUBSCRIPTIONS}/${OF_APPLICATION}`),
  seller('getSubscriptions', 'GET', SUBSCRIPTIONS, 1, 5),
  seller('createSubscription', 'POST', `${SUBSCRIPTIONS}/:`, 1, 5),
  seller('getSubscription', 'GET', `${SUBSCRIPTIONS}/:`, 1, 5),
  grantless('getSubscriptionById', 'GET', `${SUBSCRIPTIONS}/:/:`),
  grantless('deleteSubscriptionById', 'DELETE', `${SUBSCRIPTIONS}/:/:`),
  grantless('sendTestNotification', 'POST', `${SUBSCRIPTIONS}/:/testNotification`),
  grantless('createDestination', 'POST', DESTINATIONS),
  grantless('getDestinations', 'GET', DESTINATIONS),
  grantless('getDestination', 'GET', `${DESTINATIONS}/:`),
  grantless('deleteDestination', 'DELETE', `${DESTINATIONS}/:`),
  {
    ...seller('rotateApplicationClientSecret', 'POST', '/applications/2023-11-30/clientSecret', 0.0167, 1),
    scope: ROTATION_SCOPE,
  },
];

export function operationOf(method: string, path: string): Operation | undefined {
  return operations.find((operation) => operation.method === method && operation.path.test(path));
}
