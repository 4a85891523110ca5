import { messagingEntities, messagingMigrations } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { CreateAmazonGateway1763900300000 } from './migrations/1763900300000-create-amazon-gateway.js';
import { WatchAmazonOrders1763900400000 } from './migrations/1763900400000-watch-amazon-orders.js';
import { FetchAmazonOrdersAgain1763900500000 } from './migrations/1763900500000-fetch-amazon-orders-again.js';
import { KnowAmazonListings1763900600000 } from './migrations/1763900600000-know-amazon-listings.js';
import { GiveConsent1763900700000 } from './migrations/1763900700000-give-consent.js';
import { WriteManyQuantities1763900800000 } from './migrations/1763900800000-write-many-quantities.js';
import { ReceiveOrderChanges1763900900000 } from './migrations/1763900900000-receive-order-changes.js';

/** The amazon-gateway's part of the database. */
export const database: ServiceDatabase = {
  schema: 'amazon_gateway',
  entities: [...messagingEntities],
  migrations: [
    CreateAppClock1763800000000,
    ...messagingMigrations,
    CreateAmazonGateway1763900300000,
    WatchAmazonOrders1763900400000,
    FetchAmazonOrdersAgain1763900500000,
    KnowAmazonListings1763900600000,
    GiveConsent1763900700000,
    WriteManyQuantities1763900800000,
    ReceiveOrderChanges1763900900000,
  ],
};
