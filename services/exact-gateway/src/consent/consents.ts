import { createHash, randomBytes } from 'node:crypto';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';

const LIVES_MS = 600_000;

/** A consent that came back from Exact. */
export interface Consent {
  readonly connectionId: string;
  readonly site: string;
}

/**
 * Consents that are under way: each state is used once, lives for ten minutes, and belongs to one connection and one browser
 * session. After the code was redeemed the same row waits for the choice of an administration, again once and in that session.
 */
@Injectable()
export class Consents {
  private readonly logger = new Logger(Consents.name);

  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Undefined: this ticket began a consent before. */
  async begin(consent: Consent, ticket: string): Promise<{ state: string; session: string } | undefined> {
    const [state, session] = [secret(), secret()];
    const rows = await this.db.query<unknown[]>(
      `INSERT INTO exact_gateway.consent (ticket_hash, state_hash, session_hash, connection_id, site, good_until)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1`,
      [hashOf(ticket), hashOf(state), hashOf(session), consent.connectionId, consent.site, this.inTenMinutes()],
    );
    return rows.length === 0 ? undefined : { state, session };
  }

  /** What this state was made for. A state is used up by asking, whatever the answer. */
  async use(state: string, session: string): Promise<Consent | undefined> {
    const [rows] = await this.db.query<[(Consent & { mine: boolean; good: boolean })[], number]>(
      `UPDATE exact_gateway.consent SET used_at = $2 WHERE state_hash = $1 AND used_at IS NULL
       RETURNING connection_id AS "connectionId", site, session_hash = $3 AS mine, good_until > $2 AS good`,
      [hashOf(state), this.clock.now(), hashOf(session)],
    );
    return open(rows[0]);
  }

  /** The code became tokens of this chain: what is left is the choice of an administration. */
  async redeemed(state: string, chainId: string): Promise<string> {
    const choice = secret();
    await this.db.query(
      `UPDATE exact_gateway.consent SET chain_id = $2, choice_hash = $3, good_until = $4 WHERE state_hash = $1`,
      [hashOf(state), chainId, hashOf(choice), this.inTenMinutes()],
    );
    return choice;
  }

  /** What this choice belongs to; also used up by asking. */
  async choose(choice: string, session: string): Promise<(Consent & { chainId: string }) | undefined> {
    const [rows] = await this.db.query<[(Consent & { chainId: string; mine: boolean; good: boolean })[], number]>(
      `UPDATE exact_gateway.consent SET chosen_at = $2 WHERE choice_hash = $1 AND chosen_at IS NULL
       RETURNING connection_id AS "connectionId", site, chain_id AS "chainId", session_hash = $3 AS mine, good_until > $2 AS good`,
      [hashOf(choice), this.clock.now(), hashOf(session)],
    );
    return open(rows[0]);
  }

  /** Those that are long over. A redeemed one stays: it says which chain a connection has that is configured later. */
  @Interval(3_600_000)
  async cleanUp(): Promise<void> {
    const done = this.db.query(
      `DELETE FROM exact_gateway.consent WHERE good_until < $1::timestamptz - interval '1 day' AND (chain_id IS NULL
         OR EXISTS (SELECT 1 FROM exact_gateway.connection c WHERE c.connection_id = consent.connection_id))`,
      [this.clock.now()],
    );
    await done.catch((error: unknown) => this.logger.warn(`Old consents stay: ${describeFailure(error)}`));
  }

  private inTenMinutes(): Date {
    return new Date(this.clock.now().getTime() + LIVES_MS);
  }
}

function open<Found extends { mine: boolean; good: boolean }>(found: Found | undefined): Found | undefined {
  return found?.mine === true && found.good ? found : undefined;
}

/** 256 bits that nobody can guess. */
const secret = (): string => randomBytes(32).toString('base64url');

/** Comparing hashes tells nothing of the texts by the time that it takes. */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
