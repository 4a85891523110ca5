import { setTimeout as wait } from 'node:timers/promises';
import { CLOCK, TransientFailure, type Clock } from '@connector/platform';
import { rowPlace, Sealer, type Sealed } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LoginWithAmazon } from './login-with-amazon.js';

const RENEW_BEFORE_END_MS = 300_000;
const LEASE_SECONDS = 20;
const WAIT_FOR_OTHER_MS = 15_000;

/** Access tokens by Login with Amazon: kept sealed, renewed five minutes before their end, by one process at a time. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly db: DataSource,
    private readonly sealer: Sealer,
    private readonly login: LoginWithAmazon,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A token that is good now. `unusable` is one that Amazon just refused.
   * @throws CredentialsFailure when the consent is gone or the client is refused
   */
  async token(connectionId: string, refreshToken: () => string, unusable?: string): Promise<string> {
    const until = Date.now() + WAIT_FOR_OTHER_MS;
    for (;;) {
      const kept = await this.kept(connectionId);
      if (kept !== undefined && kept !== unusable) return kept;
      if (await this.lease(connectionId)) return this.renew(connectionId, refreshToken());
      if (Date.now() > until) throw new TransientFailure('amazon_unavailable', 'No access token in time');
      await wait(100);
    }
  }

  private async renew(connectionId: string, refreshToken: string): Promise<string> {
    try {
      const { token, seconds } = await this.login.refresh(refreshToken);
      const goodUntil = new Date(this.clock.now().getTime() + seconds * 1_000);
      await this.db.query(
        `UPDATE amazon_gateway.access_token SET token = $2, good_until = $3, lease_until = NULL WHERE connection_id = $1`,
        [connectionId, this.sealer.seal(token, place(connectionId)), goodUntil],
      );
      return token;
    } catch (error) {
      await this.db.query(`UPDATE amazon_gateway.access_token SET lease_until = NULL WHERE connection_id = $1`, [
        connectionId,
      ]);
      throw error;
    }
  }

  private async kept(connectionId: string): Promise<string | undefined> {
    const soon = new Date(this.clock.now().getTime() + RENEW_BEFORE_END_MS);
    const [row] = await this.db.query<{ token: Sealed }[]>(
      `SELECT token FROM amazon_gateway.access_token WHERE connection_id = $1 AND token IS NOT NULL AND good_until > $2`,
      [connectionId, soon],
    );
    return row === undefined ? undefined : String(this.sealer.open(row.token, place(connectionId)));
  }

  private async lease(connectionId: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `INSERT INTO amazon_gateway.access_token (connection_id, lease_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (connection_id) DO UPDATE SET lease_until = excluded.lease_until
       WHERE access_token.lease_until IS NULL OR access_token.lease_until < clock_timestamp() RETURNING 1`,
      [connectionId, LEASE_SECONDS],
    );
    return rows.length > 0;
  }
}

function place(connectionId: string): string {
  return rowPlace('access_token', 'token', connectionId);
}
