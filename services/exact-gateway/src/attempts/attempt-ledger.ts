import { ENVIRONMENT, Failure } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ExactGatewayEnvironment } from '../environment.js';
import { UnclearFailure } from '../exact-api/failures.js';

/** What may exist only once at Exact, and by which key it is found again. */
export interface AttemptKey {
  readonly division: number;
  readonly kind: 'account' | 'contact' | 'item' | 'sales-order';
  readonly naturalKey: string;
}

/** The command that an attempt belongs to: whoever settles a doubt later answers it. */
export interface AttemptCommand {
  readonly commandId: string;
  readonly release: number;
  readonly contract: string;
  readonly connectionId: string;
  readonly correlationId: string;
}

/** The command can be answered by nobody at this moment: an attempt is under way or in doubt, and its end will answer. */
export class AttemptOpen extends Error {
  override readonly name = 'AttemptOpen';

  constructor(
    /** set where the doubt arose just now: when it will be settled at the latest */
    readonly answerBy?: Date,
  ) {
    super('An attempt is open');
  }
}

type State = 'leased' | 'done' | 'refused' | 'unclear' | 'absent';

interface Row {
  state: State;
  attempt_no: number;
  result: object | null;
  lease_over: boolean;
}

/**
 * The ledger of creations (architecture, Outside effects). Exact has no idempotency keys, so we play that part: one row for
 * what may exist once, committed before the call; results count only for the attempt that made them; what is unclear is
 * looked up once, late, and never simply posted again.
 */
@Injectable()
export class AttemptLedger {
  constructor(
    private readonly db: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  /**
   * Creates once. Where it was created before, the stored result comes back and nothing is called.
   * @throws AttemptOpen while another attempt is under way or in doubt
   */
  async once<Result extends object>(
    key: AttemptKey,
    command: AttemptCommand,
    create: () => Promise<Result>,
  ): Promise<Result> {
    const begun = await this.begin(key, command);
    if (begun.result !== undefined) return begun.result as Result;
    try {
      const result = await create();
      await this.close(key, begun.attemptNo, 'done', result);
      return result;
    } catch (thrown) {
      if (thrown instanceof UnclearFailure) throw new AttemptOpen(await this.doubt(key, begun.attemptNo));
      // a refusal, or nothing was sent at all (a quota): a later command may try again
      await this.close(
        key,
        begun.attemptNo,
        thrown instanceof Failure && thrown.failureClass !== 'quota' ? 'refused' : 'absent',
      );
      throw thrown;
    }
  }

  private async begin(key: AttemptKey, command: AttemptCommand): Promise<{ attemptNo: number; result?: object }> {
    const [fresh] = await this.db.query<{ attempt_no: number }[]>(
      `INSERT INTO exact_gateway.attempt (division, kind, natural_key, attempt_no, unclear_count, state, lease_until, command, changed_at)
       VALUES ($1, $2, $3, 1, 0, 'leased', clock_timestamp() + make_interval(secs => $4), $5, clock_timestamp())
       ON CONFLICT (division, kind, natural_key) DO UPDATE SET attempt_no = attempt.attempt_no + 1, state = 'leased',
         lease_until = excluded.lease_until, look_up_at = NULL, command = excluded.command, changed_at = excluded.changed_at
       WHERE attempt.state IN ('absent', 'refused') RETURNING attempt_no`,
      [key.division, key.kind, key.naturalKey, this.leaseSeconds, command],
    );
    if (fresh !== undefined) return { attemptNo: fresh.attempt_no };
    const [row] = await this.db.query<Row[]>(
      `SELECT state, attempt_no, result, lease_until < clock_timestamp() AS lease_over FROM exact_gateway.attempt
       WHERE division = $1 AND kind = $2 AND natural_key = $3`,
      [key.division, key.kind, key.naturalKey],
    );
    if (row?.state === 'done' && row.result !== null) return { attemptNo: row.attempt_no, result: row.result };
    // a dead process's lease runs out: from then on it is a doubt, which the settling job looks into
    if (row?.state === 'leased' && row.lease_over) throw new AttemptOpen(await this.doubt(key, row.attempt_no));
    throw new AttemptOpen();
  }

  /** Marks the attempt unclear; says by when the late look-up will have settled it. */
  async doubt(key: AttemptKey, attemptNo: number): Promise<Date> {
    const [rows] = await this.db.query<[{ look_up_at: Date }[], number]>(
      `UPDATE exact_gateway.attempt SET state = 'unclear', unclear_count = unclear_count + 1, changed_at = clock_timestamp(),
         look_up_at = lease_until + make_interval(secs => $5)
       WHERE division = $1 AND kind = $2 AND natural_key = $3 AND attempt_no = $4 AND state = 'leased' RETURNING look_up_at`,
      [key.division, key.kind, key.naturalKey, attemptNo, this.environment.LOOK_UP_DELAY_MS / 1_000],
    );
    const lookUpAt = rows[0]?.look_up_at ?? new Date();
    return new Date(lookUpAt.getTime() + this.environment.EXACT_HTTP_TIMEOUT_MS * 2);
  }

  /** Stores how an attempt ended, if it is still the one that counts. */
  async close(
    key: AttemptKey,
    attemptNo: number,
    state: 'done' | 'refused' | 'absent',
    result?: object,
  ): Promise<boolean> {
    const [, closed] = await this.db.query<[unknown[], number]>(
      `UPDATE exact_gateway.attempt SET state = $5, result = $6, look_up_at = NULL, changed_at = clock_timestamp()
       WHERE division = $1 AND kind = $2 AND natural_key = $3 AND attempt_no = $4 AND state IN ('leased', 'unclear')`,
      [key.division, key.kind, key.naturalKey, attemptNo, state, result ?? null],
    );
    return closed === 1;
  }

  private get leaseSeconds(): number {
    return (this.environment.EXACT_HTTP_TIMEOUT_MS + this.environment.ATTEMPT_LEASE_MARGIN_MS) / 1_000;
  }
}
