import { messagingEntities, messagingMigrations } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { CreateExactGateway1763900200000 } from './migrations/1763900200000-create-exact-gateway.js';
import { RememberDivisionMoves1763900300000 } from './migrations/1763900300000-remember-division-moves.js';
import { FollowDeletions1764146500000 } from './migrations/1764146500000-follow-deletions.js';
import { IndexOpenAttempts1764150100000 } from './migrations/1764150100000-index-open-attempts.js';
import { ConsentAndSharedChains1764147000000 } from './migrations/1764147000000-consent-and-shared-chains.js';
import { ForgetAnswers1764223200000 } from './migrations/1764223200000-forget-answers.js';
import { TellRefusalsApart1764223000000 } from './migrations/1764223000000-tell-refusals-apart.js';
import { TryRefusedRights1764212000000 } from './migrations/1764212000000-try-refused-rights.js';
import { ReceiveWebhooks1764152000000 } from './migrations/1764152000000-receive-webhooks.js';

/** The exact-gateway's part of the database. */
export const database: ServiceDatabase = {
  schema: 'exact_gateway',
  entities: [...messagingEntities],
  migrations: [
    CreateAppClock1763800000000,
    ...messagingMigrations,
    CreateExactGateway1763900200000,
    RememberDivisionMoves1763900300000,
    FollowDeletions1764146500000,
    IndexOpenAttempts1764150100000,
    ConsentAndSharedChains1764147000000,
    ReceiveWebhooks1764152000000,
    TryRefusedRights1764212000000,
    TellRefusalsApart1764223000000,
    ForgetAnswers1764223200000,
  ],
};
