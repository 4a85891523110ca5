import { CreateMessagingTables1763900000000, messagingEntities } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { CreateAmazonGateway1763900300000 } from './migrations/1763900300000-create-amazon-gateway.js';

/** The amazon-gateway's part of the database. */
export const database: ServiceDatabase = {
  schema: 'amazon_gateway',
  entities: [...messagingEntities],
  migrations: [CreateAppClock1763800000000, CreateMessagingTables1763900000000, CreateAmazonGateway1763900300000],
};
