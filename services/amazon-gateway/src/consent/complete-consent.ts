import { UnitOfWork } from '@connector/messaging';
import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { Sealer } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, refreshTokenPlace } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { LoginWithAmazon } from '../selling-partner-api/login-with-amazon.js';
import { redirectUriOf } from './begin-consent.js';
import { ConsentStates } from './consent-states.js';
import { ExpiryWatch } from './expiry-watch.js';

/** What the browser brought back. */
interface Brought {
  readonly state: string;
  readonly session: string;
  readonly sellerId: string;
  readonly code: string;
}

/** Turns the code that Amazon gave the browser into a refresh token of the connection, once, and lets the connection work. */
@Injectable()
export class CompleteConsent {
  constructor(
    private readonly states: ConsentStates,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    private readonly login: LoginWithAmazon,
    private readonly sealer: Sealer,
    private readonly expiry: ExpiryWatch,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  /** @throws CredentialsFailure when Amazon refuses the code, TransientFailure when it gives no answer */
  async with({ state, session, sellerId, code }: Brought): Promise<'done' | 'expired' | 'refused' | 'otherSeller'> {
    const redirectUri = redirectUriOf(this.environment);
    const connectionId = await this.states.use({ state, session });
    const connection = connectionId === undefined ? undefined : await this.connections.find(connectionId);
    if (connection === undefined || redirectUri === undefined) return 'expired';
    if (code === '') return 'refused';
    if (sellerId !== connection.sellerId) return 'otherSeller';
    const refreshToken = await this.login.exchange(code, redirectUri);
    const place = refreshTokenPlace(connection.connectionId);
    await this.unitOfWork.run(async (tx) => {
      await tx.query(
        `UPDATE amazon_gateway.connection SET refresh_token = $2, refused_reason = NULL, roles_missing_since = NULL WHERE connection_id = $1`,
        [connection.connectionId, JSON.stringify(this.sealer.seal(refreshToken, place))],
      );
      // an access token of the consent before has the roles of then, and may be revoked
      await tx.query(`DELETE FROM amazon_gateway.access_token WHERE connection_id = $1`, [connection.connectionId]);
      await this.expiry.renewed(tx, connection.connectionId, this.clock.now());
    });
    await this.configure.tryAgain(connection.connectionId);
    return 'done';
  }
}
