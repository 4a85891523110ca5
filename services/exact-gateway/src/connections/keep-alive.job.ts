import { CLOCK, CredentialsFailure, describeFailure, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import type { ExactGatewayEnvironment } from '../environment.js';
import { AccessTokens } from '../exact-api/access-tokens.js';
import { siteUrl } from '../exact-api/site-url.js';

const CHAINS_A_TICK = 20;

/**
 * Renews the tokens of chains that nobody has used for a day: a refresh token that is never used dies after thirty days
 * (exact-online 1). Also of paused connections: a pause must not cost the consent.
 */
@Injectable()
export class KeepAliveJob {
  private readonly logger = new Logger(KeepAliveJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly tokens: AccessTokens,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const { id, site } of await this.idle()) await this.renew(id, site);
    } catch (error) {
      this.logger.warn(`Keeping tokens alive waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  private async idle(): Promise<{ id: string; site: string }[]> {
    return this.db.query<{ id: string; site: string }[]>(
      `SELECT id, site FROM exact_gateway.token_chain t
       WHERE state = 'good' AND merged_into IS NULL AND obtained_at < $1::timestamptz - interval '1 day'
         AND EXISTS (SELECT 1 FROM exact_gateway.connection c WHERE c.chain_id = t.id)
       ORDER BY obtained_at LIMIT ${CHAINS_A_TICK}`,
      [this.clock.now()],
    );
  }

  /** That a chain is broken is told where it is found. One that cannot be renewed now holds up no other. */
  private async renew(chainId: string, site: string): Promise<void> {
    await this.tokens.token(chainId, siteUrl(this.environment, site)).catch((thrown: unknown) => {
      if (!(thrown instanceof CredentialsFailure))
        this.logger.warn(`Chain ${chainId} is kept alive later: ${describeFailure(thrown)}`);
    });
  }
}
