import { CreateMessagingTables1763900000000, messagingEntities } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { CreateExactGateway1763900200000 } from './migrations/1763900200000-create-exact-gateway.js';
import { RememberDivisionMoves1763900300000 } from './migrations/1763900300000-remember-division-moves.js';

/** The exact-gateway's part of the database. */
export const database: ServiceDatabase = {
  schema: 'exact_gateway',
  entities: [...messagingEntities],
  migrations: [
    CreateAppClock1763800000000,
    CreateMessagingTables1763900000000,
    CreateExactGateway1763900200000,
    RememberDivisionMoves1763900300000,
  ],
};
