import { amazonCommandDeferredV1, amazonCommandRefusedV1 } from './amazon/command-answers.v1.js';
import { amazonConnectionChangedV1 } from './amazon/connection-changed.v1.js';
import { configureAmazonConnectionV1 } from './amazon/connection-configure.v1.js';
import { amazonListingsUpdatedV1 } from './amazon/listings-updated.v1.js';
import { amazonOrderUpdatedV1 } from './amazon/order-updated.v1.js';
import { amazonStockAcceptedV1, setAmazonStockV1 } from './amazon/stock-set.v1.js';
import type { Contract } from './contract.js';
import {
  exactCommandAbsentV1,
  exactCommandDeferredV1,
  exactCommandRefusedV1,
  exactCommandUnclearV1,
} from './exact/command-answers.v1.js';
import { configureExactConnectionV1, exactConnectionChangedV1 } from './exact/connection-configure.v1.js';
import { ensureExactDebtorV1, exactDebtorEnsuredV1 } from './exact/debtor-ensure.v1.js';
import { ensureExactItemV1, exactItemEnsuredV1, importExactItemV1, updateExactItemV1 } from './exact/item-ensure.v1.js';
import {
  exactMasterDataFetchedV1,
  exactMasterDataPublishedV1,
  fetchExactMasterDataV1,
} from './exact/master-data.v1.js';
import { createExactSalesOrderV1, exactSalesOrderCreatedV1 } from './exact/sales-order-create.v1.js';
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
    stock: listensTo([setAmazonStockV1]),
    control: listensTo([configureAmazonConnectionV1]),
  },
  'exact-gateway': {
    orders: listensTo([ensureExactDebtorV1, ensureExactItemV1, createExactSalesOrderV1]),
    stock: listensTo([fetchExactStockPositionsV1]),
    catalogue: listensTo([importExactItemV1, updateExactItemV1]),
    control: listensTo([configureExactConnectionV1, fetchExactMasterDataV1]),
  },
  'sync-core': {
    orders: listensTo([
      amazonOrderUpdatedV1,
      exactDebtorEnsuredV1,
      exactItemEnsuredV1,
      exactSalesOrderCreatedV1,
      exactCommandDeferredV1,
      exactCommandRefusedV1,
      exactCommandUnclearV1,
      exactCommandAbsentV1,
    ]),
    stock: listensTo([
      exactStockPositionsChangedV1,
      exactStockPositionsFetchedV1,
      amazonStockAcceptedV1,
      amazonCommandDeferredV1,
      amazonCommandRefusedV1,
    ]),
    catalogue: listensTo([amazonListingsUpdatedV1]),
    control: listensTo([
      amazonConnectionChangedV1,
      exactConnectionChangedV1,
      exactMasterDataPublishedV1,
      exactMasterDataFetchedV1,
    ]),
  },
};
