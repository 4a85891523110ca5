import { UnitOfWork } from '@connector/messaging';
import {
  CLOCK,
  CredentialsFailure,
  describeFailure,
  ENVIRONMENT,
  passBoundary,
  TransientFailure,
  type Clock,
} from '@connector/platform';
import { Sealer, type Sealed } from '@connector/sealing';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { tellLostConsent } from '../connections/tell-refusal.js';
import type { ExactGatewayEnvironment } from '../environment.js';
import { place } from './token-chains.js';
import { refreshTokens, type RefreshRefusal, type TokenPair } from './token-endpoint.js';

/** Exact refuses a refresh before about 570 s; the token dies at 600 s. */
const REFRESH_AT_MS = 575_000;
const DEAD_AT_MS = 600_000;
const LEASE_SECONDS = 30;
const WAIT_FOR_OTHER_MS = 15_000;
/** how often it is tried to store a new pair; far below what its successor waits for it */
const STORE_AGAIN_MS = 250;
const WAIT_FOR_PREDECESSOR_MS = 3_000;
/** a line in the log for so many failures to store */
const FAILURES_A_LINE = 40;
/** with a token that still lives: the refresh ends it, so its use meanwhile would be refused and counted as an error */
const WAIT_WHILE_ALIVE_MS = 3_000;

interface Chain {
  id: string;
  refresh_token: Sealed;
  access_token: Sealed | null;
  obtained_at: Date | null;
  /** Exact refused the access token though it was not old: nobody uses it until Exact has said that there is no other */
  access_refused: boolean;
  version: number;
  state: 'good' | 'broken';
  /** somebody refreshes, or began to and has not ended */
  leased: boolean;
}

/**
 * Access tokens of a chain. One refresher for all replicas, under a committed lease; the new pair is stored, with a version
 * compare, before it is used. A lost pair means that a person must log in again (exact-online 1).
 */
@Injectable()
export class AccessTokens {
  private readonly logger = new Logger(AccessTokens.name);

  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  /**
   * A token that is good now. `unusable` is one that Exact just refused.
   * @throws CredentialsFailure when the chain is broken
   */
  async token(chainId: string, baseUrl: string, unusable?: string): Promise<string> {
    const started = Date.now();
    for (;;) {
      const chain = await this.read(chainId);
      if (chain.state === 'broken') throw broken();
      const age =
        chain.obtained_at === null
          ? Number.POSITIVE_INFINITY
          : this.clock.now().getTime() - chain.obtained_at.getTime();
      const current = chain.access_token === null ? undefined : this.open(chain.access_token, chain.id, 'access_token');
      const usable = current !== undefined && current !== unusable && !chain.access_refused;
      if (usable && age < REFRESH_AT_MS) return current;
      const outcome = await this.refreshAlone(chain, baseUrl);
      if (typeof outcome === 'object') return outcome.accessToken;
      if (outcome === 'too-early' && !usable)
        throw new TransientFailure('exact_unavailable', 'Exact Online gives no new token yet');
      const waited = Date.now() - started;
      const alive = usable && age < DEAD_AT_MS;
      if (alive && (outcome === 'too-early' || waited > WAIT_WHILE_ALIVE_MS)) return current;
      if (waited > WAIT_FOR_OTHER_MS) throw new TransientFailure('exact_unavailable', 'No access token in time');
      await wait(100);
    }
  }

  /**
   * The newest token that is stored, which somebody else may have renewed since `token` was read. Undefined: Exact has refused it
   * meanwhile.
   */
  async newest(chainId: string, token: string): Promise<string | undefined> {
    const { id, access_token: stored, access_refused: refused } = await this.read(chainId);
    if (refused) return undefined;
    return stored === null ? token : this.open(stored, id, 'access_token');
  }

  /** Exact refused this token. Everybody waits for the next one, because each call with it would count as a client error. */
  async refuse(chainId: string, token: string): Promise<void> {
    const { id, access_token: stored, version } = await this.read(chainId);
    if (stored === null || this.open(stored, id, 'access_token') !== token) return;
    await this.db.query(`UPDATE exact_gateway.token_chain SET access_refused = true WHERE id = $1 AND version = $2`, [
      id,
      version,
    ]);
  }

  /** Undefined: another process refreshes at this moment. */
  private async refreshAlone(chain: Chain, baseUrl: string): Promise<TokenPair | 'too-early' | undefined> {
    const [, leased] = await this.db.query<[unknown[], number]>(
      `UPDATE exact_gateway.token_chain SET lease_until = clock_timestamp() + make_interval(secs => $3)
       WHERE id = $1 AND version = $2 AND (lease_until IS NULL OR lease_until < clock_timestamp())`,
      [chain.id, chain.version, LEASE_SECONDS],
    );
    if (leased === 0) return undefined;
    if (chain.leased && (await this.predecessorStored(chain))) return undefined;
    const client = { id: this.environment.EXACT_CLIENT_ID, secret: this.environment.EXACT_CLIENT_SECRET };
    const refreshToken = this.open(chain.refresh_token, chain.id, 'refresh_token');
    // a lost answer: the same token once more; if it was rotated meanwhile, the chain is broken
    const refresh = (): Promise<TokenPair | RefreshRefusal> => {
      const answer = refreshTokens(baseUrl, client, refreshToken);
      passBoundary('exact.token-requested');
      return answer;
    };
    const outcome = await refresh().catch(refresh);
    passBoundary('exact.token-answered');
    if (outcome === 'too-early') {
      // there is no other: the one that was refused is tried again
      await this.db.query(
        `UPDATE exact_gateway.token_chain SET lease_until = NULL, access_refused = false WHERE id = $1`,
        [chain.id],
      );
      passBoundary('exact.token-stored');
      return 'too-early';
    }
    if (outcome === 'broken') {
      const closed = await this.close(chain);
      passBoundary('exact.token-stored');
      if (!closed) return undefined;
      throw broken();
    }
    await this.store(chain, outcome);
    return outcome;
  }

  /**
   * Whoever let the lease run out may live, with a new pair that the database was away for: then the stored refresh token is dead,
   * and its use would cost the consent. What can be stored again is stored within this time.
   */
  private async predecessorStored({ id, version }: Chain): Promise<boolean> {
    await wait(WAIT_FOR_PREDECESSOR_MS);
    const now = await this.read(id);
    return now.id !== id || now.version !== version;
  }

  /**
   * Closes the chain and tells it in one transaction: whoever found it broken may be a job that answers nobody, or die at once.
   * False: a new pair came meanwhile.
   */
  private close({ id, version }: Chain): Promise<boolean> {
    return this.unitOfWork.run(async (tx) => {
      const [, closed] = await tx.query<[unknown[], number]>(
        `UPDATE exact_gateway.token_chain SET state = 'broken', lease_until = NULL WHERE id = $1 AND version = $2`,
        [id, version],
      );
      if (closed > 0) await tellLostConsent(tx, id, broken(), this.clock.now());
      return closed > 0;
    });
  }

  /**
   * Tried until it is stored: nothing is as expensive as losing this pair. Where somebody found the chain broken meanwhile, it was
   * with the pair before this one: the chain is tried once more (TryRefusedRightsJob).
   */
  private async store(chain: Chain, pair: TokenPair): Promise<void> {
    const obtainedAt = this.clock.now();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.db.query(
          `UPDATE exact_gateway.token_chain SET refresh_token = $3, access_token = $4, obtained_at = $5, version = version + 1,
             access_refused = false, state = 'good', lease_until = NULL WHERE id = $1 AND version = $2`,
          [
            chain.id,
            chain.version,
            this.sealer.seal(pair.refreshToken, place(chain.id, 'refresh_token')),
            this.sealer.seal(pair.accessToken, place(chain.id, 'access_token')),
            obtainedAt,
          ],
        );
        passBoundary('exact.token-stored');
        return;
      } catch (error) {
        if (attempt % FAILURES_A_LINE === 1)
          this.logger.error(`A new token pair is not stored yet, trying again: ${describeFailure(error)}`);
        await wait(STORE_AGAIN_MS);
      }
    }
  }

  private async read(chainId: string): Promise<Chain> {
    const [row] = await this.db.query<Chain[]>(
      `SELECT id, refresh_token, access_token, obtained_at, access_refused, version, state, lease_until IS NOT NULL AS leased
       FROM exact_gateway.token_chain WHERE id = (SELECT coalesce(merged_into, id) FROM exact_gateway.token_chain WHERE id = $1)`,
      [chainId],
    );
    if (row === undefined) throw broken();
    return row;
  }

  private open(sealed: Sealed, chainId: string, column: string): string {
    return String(this.sealer.open(sealed, place(chainId, column)));
  }
}

function broken(): CredentialsFailure {
  return new CredentialsFailure(
    'exact_reauthorisation_needed',
    'The token chain is broken: Exact Online must be connected again',
  );
}
