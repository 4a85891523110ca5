import { CreateMessagingTables1763900000000, messagingEntities } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { CreateAmazonGateway1763900300000 } from './migrations/1763900300000-create-amazon-gateway.js';
import { WatchAmazonOrders1763900400000 } from './migrations/1763900400000-watch-amazon-orders.js';

/** The amazon-gateway's part of the database. */
export const database: ServiceDatabase = {
  schema: 'amazon_gateway',
  entities: [...messagingEntities],
  migrations: [
    CreateAppClock1763800000000,
    CreateMessagingTables1763900000000,
    CreateAmazonGateway1763900300000,
    WatchAmazonOrders1763900400000,
  ],
};
