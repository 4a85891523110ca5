import { createHash, randomBytes } from 'node:crypto';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const LIVES_MS = 600_000;

/** What a browser takes along to Amazon and brings back: `state` in the address, `session` in a cookie. */
export interface ConsentState {
  readonly state: string;
  readonly session: string;
}

/**
 * States of consents that are under way: each is used once, lives for ten minutes, and belongs to one connection and one browser
 * session. Only hashes are kept: whoever reads the table can finish no consent.
 */
@Injectable()
export class ConsentStates {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Undefined: this ticket began a consent before. */
  async begin(connectionId: string, ticket: string): Promise<ConsentState | undefined> {
    const state = randomBytes(32).toString('base64url');
    const session = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const rows = await this.db.query<unknown[]>(
      `INSERT INTO amazon_gateway.consent_state (ticket_hash, state_hash, session_hash, connection_id, good_until)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
      [hashOf(ticket), hashOf(state), hashOf(session), connectionId, new Date(now.getTime() + LIVES_MS)],
    );
    return rows.length === 0 ? undefined : { state, session };
  }

  /** The connection that this state was made for. A state is used up by asking, whatever the answer. */
  async use({ state, session }: ConsentState): Promise<string | undefined> {
    const [rows] = await this.db.query<[{ connectionId: string; mine: boolean; good: boolean }[], number]>(
      `UPDATE amazon_gateway.consent_state SET used_at = $2 WHERE state_hash = $1 AND used_at IS NULL
       RETURNING connection_id AS "connectionId", session_hash = $3 AS mine, good_until > $2 AS good`,
      [hashOf(state), this.clock.now(), hashOf(session)],
    );
    const row = rows[0];
    return row?.mine === true && row.good ? row.connectionId : undefined;
  }
}

/** Equal texts have equal hashes, and comparing hashes tells nothing of the texts by the time that it takes. */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
