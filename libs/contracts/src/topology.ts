import { amazonCommandDeferredV1, amazonCommandRefusedV1 } from './amazon/command-answers.v1.js';
import { amazonConnectionChangedV1 } from './amazon/connection-changed.v1.js';
import { configureAmazonConnectionV1 } from './amazon/connection-configure.v1.js';
import { amazonConnectionExpiryV1 } from './amazon/connection-expiry.v1.js';
import { amazonListingsRemovedV1 } from './amazon/listings-removed.v1.js';
import { amazonListingsUpdatedV1 } from './amazon/listings-updated.v1.js';
import { amazonOrderFetchedV1, fetchAmazonOrderV1 } from './amazon/order-fetch.v1.js';
import { amazonOrderUpdatedV1 } from './amazon/order-updated.v1.js';
import {
  amazonOrdersBackfillAdvancedV1,
  amazonOrdersBackfillStartedV1,
  amazonOrdersEstimatedV1,
  backfillAmazonOrdersV1,
  estimateAmazonOrdersV1,
} from './amazon/orders-backfill.v1.js';
import { amazonOrdersTalliedV1 } from './amazon/orders-tallied.v1.js';
import { amazonStockObservedV1 } from './amazon/stock-observed.v1.js';
import { amazonStockManyDoneV1, amazonStockManyReportedV1, setManyAmazonStockV1 } from './amazon/stock-set-many.v1.js';
import { amazonStockAcceptedV1, setAmazonStockV1 } from './amazon/stock-set.v1.js';
import type { Contract } from './contract.js';
import {
  exactCommandAbsentV1,
  exactCommandDeferredV1,
  exactCommandRefusedV1,
  exactCommandUnclearV1,
} from './exact/command-answers.v1.js';
import { configureExactConnectionV1, exactConnectionChangedV1 } from './exact/connection-configure.v1.js';
import { exactConsentGrantedV1 } from './exact/consent-granted.v1.js';
import { ensureExactDebtorV1, exactDebtorEnsuredV1 } from './exact/debtor-ensure.v1.js';
import {
  ensureExactItemV1,
  exactItemEnsuredV1,
  importExactItemV1,
  resyncExactItemV1,
  updateExactItemV1,
} from './exact/item-ensure.v1.js';
import { ensureExactMainContactsV1, exactMainContactsEnsuredV1 } from './exact/main-contacts-ensure.v1.js';
import {
  exactMasterDataFetchedV1,
  exactMasterDataPublishedV1,
  fetchExactMasterDataV1,
} from './exact/master-data.v1.js';
import { exactRecordsDeletedV1 } from './exact/records-deleted.v1.js';
import { createExactSalesOrderV1, exactSalesOrderCreatedV1 } from './exact/sales-order-create.v1.js';
import { exactSalesOrderRemovedV1, removeExactSalesOrderV1 } from './exact/sales-order-remove.v1.js';
import { exactSalesOrdersReconciledV1, reconcileExactSalesOrdersV1 } from './exact/sales-orders-reconcile.v1.js';
import { exactStockPositionReportedV1, readExactStockPositionV1 } from './exact/stock-position-read.v1.js';
import {
  exactStockPositionsChangedV1,
  exactStockPositionsFetchedV1,
  fetchExactStockPositionsV1,
} from './exact/stock-positions.v1.js';

export type ServiceName = 'amazon-gateway' | 'exact-gateway' | 'sync-core';

/** Queues of a service, cut by the cost of starvation: orders never wait behind a catalogue. */
export const lanes = ['orders', 'stock', 'catalogue', 'control'] as const;
export type Lane = (typeof lanes)[number];

/** What a service listens to, lane by lane. */
export type Subscriptions = Readonly<Partial<Record<Lane, readonly Contract[]>>>;

const listensTo = (contracts: readonly object[]): readonly Contract[] => contracts as readonly Contract[];

/** Who listens to what. The topology job binds queues from this table; each service checks at its start that it handles all of its part. */
export const subscriptions: Readonly<Record<ServiceName, Subscriptions>> = {
  'amazon-gateway': {
    orders: listensTo([fetchAmazonOrderV1, estimateAmazonOrdersV1, backfillAmazonOrdersV1]),
    stock: listensTo([setAmazonStockV1, setManyAmazonStockV1]),
    control: listensTo([configureAmazonConnectionV1]),
  },
  'exact-gateway': {
    orders: listensTo([ensureExactDebtorV1, ensureExactItemV1, createExactSalesOrderV1, removeExactSalesOrderV1]),
    stock: listensTo([fetchExactStockPositionsV1, readExactStockPositionV1]),
    catalogue: listensTo([importExactItemV1, updateExactItemV1, ensureExactMainContactsV1]),
    control: listensTo([
      configureExactConnectionV1,
      fetchExactMasterDataV1,
      reconcileExactSalesOrdersV1,
      resyncExactItemV1,
    ]),
  },
  'sync-core': {
    orders: listensTo([
      amazonOrderUpdatedV1,
      amazonOrderFetchedV1,
      exactDebtorEnsuredV1,
      exactItemEnsuredV1,
      exactSalesOrderCreatedV1,
      exactSalesOrderRemovedV1,
      exactRecordsDeletedV1,
      exactCommandDeferredV1,
      exactCommandRefusedV1,
      exactCommandUnclearV1,
      exactCommandAbsentV1,
    ]),
    stock: listensTo([
      exactStockPositionsChangedV1,
      exactStockPositionsFetchedV1,
      exactStockPositionReportedV1,
      amazonStockAcceptedV1,
      amazonStockManyReportedV1,
      amazonStockManyDoneV1,
      amazonStockObservedV1,
      amazonCommandDeferredV1,
      amazonCommandRefusedV1,
    ]),
    catalogue: listensTo([amazonListingsUpdatedV1, amazonListingsRemovedV1, exactMainContactsEnsuredV1]),
    control: listensTo([
      amazonConnectionChangedV1,
      amazonConnectionExpiryV1,
      amazonOrdersEstimatedV1,
      amazonOrdersBackfillStartedV1,
      amazonOrdersBackfillAdvancedV1,
      amazonOrdersTalliedV1,
      exactConnectionChangedV1,
      exactConsentGrantedV1,
      exactMasterDataPublishedV1,
      exactMasterDataFetchedV1,
      exactSalesOrdersReconciledV1,
    ]),
  },
};
