import { createHash } from 'node:crypto';
import { uuidV7 } from '@connector/messaging';
import { ENVIRONMENT } from '@connector/platform';
import { rowPlace, Sealer, type Sealed } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ExactGatewayEnvironment } from '../environment.js';
import type { TokenPair } from './token-endpoint.js';

interface Pair {
  id: string;
  refresh_token: Sealed;
  access_token: Sealed | null;
  obtained_at: Date | null;
}

/**
 * Chains of rotating tokens. A chain belongs to a host, our app and the Exact user, because a second consent by the same user
 * ends the first: all connections of that user share it (exact-online 1).
 */
@Injectable()
export class TokenChains {
  constructor(
    private readonly db: DataSource,
    private readonly sealer: Sealer,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  /** The chain of a refresh token that a person gave. Given twice it is the same: what has rotated since is not overwritten. */
  async keepGiven(tx: EntityManager, site: string, refreshToken: string): Promise<string> {
    const givenHash = hashOf(refreshToken);
    const id = uuidV7();
    await tx.query(
      `INSERT INTO exact_gateway.token_chain (id, site, given_hash, refresh_token, version, state, client_id)
       VALUES ($1, $2, $3, $4, 1, 'good', $5) ON CONFLICT (site, given_hash) DO NOTHING`,
      [
        id,
        site,
        givenHash,
        this.sealer.seal(refreshToken, place(id, 'refresh_token')),
        this.environment.EXACT_CLIENT_ID,
      ],
    );
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT coalesce(merged_into, id) AS id FROM exact_gateway.token_chain WHERE site = $1 AND given_hash = $2`,
      [site, givenHash],
    );
    return row!.id;
  }

  /** The chain that a connection has, or that a consent made for it; else one that says that a person must connect. */
  async ofConnection(tx: EntityManager, connectionId: string, site: string): Promise<string> {
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT coalesce(t.merged_into, t.id) AS id FROM (
         SELECT chain_id, 'infinity'::timestamptz AS since FROM exact_gateway.connection WHERE connection_id = $1
         UNION ALL
         SELECT chain_id, used_at FROM exact_gateway.consent WHERE connection_id = $1 AND chain_id IS NOT NULL) had
       JOIN exact_gateway.token_chain t ON t.id = had.chain_id ORDER BY had.since DESC LIMIT 1`,
      [connectionId],
    );
    if (row !== undefined) return row.id;
    const id = uuidV7();
    await tx.query(
      `INSERT INTO exact_gateway.token_chain (id, site, given_hash, refresh_token, version, state)
       VALUES ($1, $2, $3, '{}', 1, 'broken')`,
      [id, site, `none ${connectionId} ${id}`],
    );
    return id;
  }

  /** The pair that a consent gave, before anybody knows whose it is. */
  async keepConsent(site: string, pair: TokenPair, obtainedAt: Date): Promise<string> {
    const id = uuidV7();
    await this.db.query(
      `INSERT INTO exact_gateway.token_chain (id, site, given_hash, refresh_token, access_token, obtained_at, version, state, client_id)
       VALUES ($1, $2, $3, $4, $5, $6, 1, 'good', $7)`,
      [
        id,
        site,
        hashOf(pair.refreshToken),
        this.sealer.seal(pair.refreshToken, place(id, 'refresh_token')),
        this.sealer.seal(pair.accessToken, place(id, 'access_token')),
        obtainedAt,
        this.environment.EXACT_CLIENT_ID,
      ],
    );
    return id;
  }

  /** True: it is not known yet whose the chain is. */
  async isNobodys(chainId: string): Promise<boolean> {
    const [row] = await this.db.query<{ nobodys: boolean }[]>(
      `SELECT user_id IS NULL AND merged_into IS NULL AND state = 'good' AS nobodys FROM exact_gateway.token_chain WHERE id = $1`,
      [chainId],
    );
    return row?.nobodys === true;
  }

  /**
   * The chain is this user's. Where the user has one, that one goes on with the newer pair, and this row only points at it.
   * @returns the id of the chain that goes on
   */
  async belongsTo(chainId: string, userId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      const [mine] = await tx.query<(Pair & { site: string; client_id: string | null; merged_into: string | null })[]>(
        `SELECT * FROM exact_gateway.token_chain WHERE id = $1 FOR UPDATE`,
        [chainId],
      );
      if (mine === undefined) throw new Error(`There is no token chain ${chainId}`);
      if (mine.merged_into !== null) return mine.merged_into;
      const clientId = mine.client_id ?? this.environment.EXACT_CLIENT_ID;
      // two consents of one user that end at once: one waits for the other
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${mine.site} ${clientId} ${userId}`]);
      const [other] = await tx.query<{ id: string }[]>(
        `SELECT id FROM exact_gateway.token_chain WHERE site = $1 AND client_id = $2 AND user_id = $3 AND merged_into IS NULL
           AND id <> $4 FOR UPDATE`,
        [mine.site, clientId, userId, chainId],
      );
      if (other === undefined) {
        await tx.query(`UPDATE exact_gateway.token_chain SET user_id = $2, client_id = $3 WHERE id = $1`, [
          chainId,
          userId,
          clientId,
        ]);
        return chainId;
      }
      await this.merge(tx, mine, other.id);
      return other.id;
    });
  }

  private async merge(tx: EntityManager, from: Pair, into: string): Promise<void> {
    const moved = (sealed: Sealed, column: string): Sealed =>
      this.sealer.seal(this.sealer.open(sealed, place(from.id, column)), place(into, column));
    await tx.query(
      `UPDATE exact_gateway.token_chain SET refresh_token = $2, access_token = $3, obtained_at = $4, version = version + 1,
         access_refused = false, state = 'good', lease_until = NULL WHERE id = $1`,
      [
        into,
        moved(from.refresh_token, 'refresh_token'),
        from.access_token === null ? null : moved(from.access_token, 'access_token'),
        from.obtained_at,
      ],
    );
    await tx.query(`UPDATE exact_gateway.connection SET chain_id = $2 WHERE chain_id = $1`, [from.id, into]);
    await tx.query(`UPDATE exact_gateway.consent SET chain_id = $2 WHERE chain_id = $1`, [from.id, into]);
    await tx.query(
      `UPDATE exact_gateway.token_chain SET merged_into = $2, refresh_token = '{}', access_token = NULL, version = version + 1
       WHERE id = $1 OR merged_into = $1`,
      [from.id, into],
    );
  }
}

/** The place of a sealed token at rest. */
export function place(chainId: string, column: string): string {
  return rowPlace('token_chain', column, chainId);
}

function hashOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('hex');
}
