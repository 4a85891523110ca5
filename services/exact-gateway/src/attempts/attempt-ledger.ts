import { describeFailure, ENVIRONMENT, Failure, passBoundary } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ExactGatewayEnvironment } from '../environment.js';
import { UnclearFailure } from '../exact-api/failures.js';

/** How an attempt ends: made, refused by Exact, not there, or left to a person. */
export type AttemptEnd = 'done' | 'refused' | 'absent' | 'held';

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
  /** the trace that the command belongs to */
  readonly traceparent?: string;
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

/** `held`: a person must look; whoever tries again is told only after another look-up */
type State = 'leased' | 'done' | 'refused' | 'unclear' | 'absent' | 'held';

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
  private readonly logger = new Logger(AttemptLedger.name);

  constructor(
    private readonly db: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  /**
   * Creates once. Where it was created before, the stored result comes back and nothing is called. `create` is told until
   * when (real time, milliseconds) the attempt is its own, and must have ended its call by then.
   * @throws AttemptOpen while another attempt is under way or in doubt
   */
  async once<Result extends object>(
    key: AttemptKey,
    command: AttemptCommand,
    create: (leasedUntil: number) => Promise<Result>,
  ): Promise<Result> {
    const leasedUntil = Date.now() + this.leaseSeconds * 1_000;
    const begun = await this.begin(key, command);
    if (begun.result !== undefined) return begun.result as Result;
    passBoundary('exact.attempt-leased');
    const result = await create(leasedUntil).catch((thrown: unknown) =>
      this.afterFailure(key, begun.attemptNo, thrown),
    );
    // where it cannot be stored, the lease runs out and the late look-up finds the record
    if (await this.close(key, begun.attemptNo, 'done', result)) return result;
    this.logger.error(`A ${key.kind} was made by attempt ${begun.attemptNo}, which was no longer the one that counts`);
    throw new AttemptOpen();
  }

  /** Whether an attempt would begin now: nothing was made, and none is under way or in doubt. */
  async mayBegin(key: AttemptKey): Promise<boolean> {
    const [row] = await this.db.query<{ state: State }[]>(
      `SELECT state FROM exact_gateway.attempt WHERE division = $1 AND kind = $2 AND natural_key = $3`,
      [key.division, key.kind, key.naturalKey],
    );
    return row === undefined || row.state === 'absent' || row.state === 'refused';
  }

  /** Only a failure that says so had no effect; whatever else is thrown may have come after the call, and is a doubt. */
  private async afterFailure(key: AttemptKey, attemptNo: number, thrown: unknown): Promise<never> {
    if (!(thrown instanceof Failure) || thrown instanceof UnclearFailure) {
      this.logger.warn(`The end of a call for a ${key.kind} was not seen: ${describeFailure(thrown)}`);
      throw new AttemptOpen(await this.doubt(key, attemptNo));
    }
    // a refusal, or nothing was sent at all (a quota): a later command may try again
    await this.close(key, attemptNo, thrown.failureClass === 'quota' ? 'absent' : 'refused');
    throw thrown;
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
    if (row?.state === 'held') throw new AttemptOpen(await this.lookAgain(key, command));
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

  /** After a person had to look, nothing is created before it is known what stands there now. */
  private async lookAgain(key: AttemptKey, command: AttemptCommand): Promise<Date> {
    await this.db.query(
      `UPDATE exact_gateway.attempt SET state = 'unclear', unclear_count = 0, look_up_at = clock_timestamp(), command = $4,
         changed_at = clock_timestamp() WHERE division = $1 AND kind = $2 AND natural_key = $3 AND state = 'held'`,
      [key.division, key.kind, key.naturalKey, command],
    );
    return new Date(Date.now() + this.environment.EXACT_HTTP_TIMEOUT_MS * 2);
  }

  /** Stores how an attempt ended, if it is still the one that counts. */
  async close(key: AttemptKey, attemptNo: number, state: AttemptEnd, result?: object): Promise<boolean> {
    const closed = await this.closeWithin(this.db.manager, key, attemptNo, state, result);
    passBoundary('exact.attempt-closed');
    return closed;
  }

  /** The same as a part of a transaction, which also answers. */
  async closeWithin(
    tx: EntityManager,
    key: AttemptKey,
    attemptNo: number,
    state: AttemptEnd,
    result?: object,
  ): Promise<boolean> {
    const [, closed] = await tx.query<[unknown[], number]>(
      `UPDATE exact_gateway.attempt SET state = $5, result = $6, look_up_at = NULL, changed_at = clock_timestamp()
       WHERE division = $1 AND kind = $2 AND natural_key = $3 AND attempt_no = $4 AND state IN ('leased', 'unclear')`,
      [key.division, key.kind, key.naturalKey, attemptNo, state, result ?? null],
    );
    return closed === 1;
  }

  /** What was made there is gone: asked for again, it is made again. `ids` are those of the records at Exact. */
  async forget(
    tx: EntityManager,
    division: number,
    kind: Exclude<AttemptKey['kind'], 'contact'>,
    ids: readonly string[],
  ): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE exact_gateway.attempt SET state = 'absent', result = NULL, changed_at = clock_timestamp()
       WHERE division = $1 AND kind = $2 AND state = 'done'
         AND coalesce(result->>'accountId', result->>'salesOrderId', result#>>'{item,itemId}') = ANY($3)`,
      [division, kind, ids],
    );
  }

  private get leaseSeconds(): number {
    return (this.environment.EXACT_HTTP_TIMEOUT_MS + this.environment.ATTEMPT_LEASE_MARGIN_MS) / 1_000;
  }
}
