import { UnitOfWork } from '@connector/messaging';
import { CredentialsFailure, describeFailure, inTraceOf, inWork, passBoundary } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import { AnswerCommands } from '../answers/answer-commands.js';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type ExactConnection } from '../connections/connections.js';
import { AttemptLedger, type AttemptCommand, type AttemptKey } from './attempt-ledger.js';
import { LookUps } from './look-ups.js';

/** After so many unclear attempts a person must look. */
const MOST_UNCLEAR = 3;
/** when a look-up did not succeed */
const POSTPONED_SECONDS = 5;

interface Doubt {
  division: number;
  kind: AttemptKey['kind'];
  natural_key: string;
  attempt_no: number;
  unclear_count: number;
  command: AttemptCommand;
}

/**
 * Settles doubts: one look-up by natural key, well after the attempt's lease (measured: looking at once after a crash and
 * then posting made two sales orders). Found: done. Several: held. Nothing: absent, and sync-core decides anew.
 */
@Injectable()
export class SettleDoubtsJob {
  private readonly logger = new Logger(SettleDoubtsJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: AttemptLedger,
    private readonly lookUps: LookUps,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    private readonly answers: AnswerCommands,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.doubtDeadAttempts();
      for (const doubt of await this.due()) {
        const { connectionId, correlationId, traceparent } = doubt.command;
        await inWork({ connectionId, correlationId }, () =>
          inTraceOf(traceparent, () => this.settle(doubt).catch((thrown: unknown) => this.postpone(doubt, thrown))),
        );
      }
    } catch (error) {
      this.logger.warn(`Settling doubts waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** An attempt whose process died is a doubt as soon as its lease is over. */
  private async doubtDeadAttempts(): Promise<void> {
    const rows = await this.db.query<Doubt[]>(
      `SELECT division, kind, natural_key, attempt_no FROM exact_gateway.attempt
       WHERE state = 'leased' AND lease_until < clock_timestamp() LIMIT 20`,
    );
    for (const row of rows) await this.ledger.doubt(keyOf(row), row.attempt_no);
  }

  /** Takes the doubts that are due; another replica leaves them alone for a minute. */
  private async due(): Promise<Doubt[]> {
    const [rows] = await this.db.query<[Doubt[], number]>(
      `UPDATE exact_gateway.attempt SET look_up_at = clock_timestamp() + interval '60 seconds'
       WHERE (division, kind, natural_key) IN (
         SELECT division, kind, natural_key FROM exact_gateway.attempt
         WHERE state = 'unclear' AND look_up_at < clock_timestamp() ORDER BY look_up_at LIMIT 20 FOR UPDATE SKIP LOCKED)
       RETURNING division, kind, natural_key, attempt_no, unclear_count, command`,
    );
    return rows;
  }

  /** One that cannot be settled now holds up no other. */
  private async postpone(doubt: Doubt, thrown: unknown): Promise<void> {
    this.logger.warn(`A doubt about a ${doubt.kind} stays: ${describeFailure(thrown)}`);
    await this.db.query(
      `UPDATE exact_gateway.attempt SET look_up_at = clock_timestamp() + make_interval(secs => $5)
       WHERE division = $1 AND kind = $2 AND natural_key = $3 AND attempt_no = $4 AND state = 'unclear'`,
      [doubt.division, doubt.kind, doubt.natural_key, doubt.attempt_no, POSTPONED_SECONDS],
    );
  }

  private async settle(doubt: Doubt): Promise<void> {
    const key = keyOf(doubt);
    const connection = await this.connections.find(doubt.command.connectionId);
    if (connection === undefined || !connection.active || connection.refusedReason !== null) return;
    // where the attempt was made, also when the connection has another division by now
    const access = { ...this.connections.access(connection, 'order'), division: key.division };
    const found = await this.lookUps.find(key, access).catch((thrown: unknown) => this.refused(connection, thrown));
    this.logger.warn(`A doubt about a ${key.kind} is settled: ${found.length} found (attempt ${doubt.attempt_no})`);
    if (found.length === 1) {
      // released again, the command finds the stored result and goes on with its next step
      await this.end(doubt, 'done', (tx) => this.answers.absentWithin(tx, doubt.command), found[0]);
    } else if (found.length > 1) {
      const reasonCode = key.kind === 'sales-order' ? 'exact_ambiguous_sales_order' : 'exact_ambiguous_debtor';
      await this.end(doubt, 'held', (tx) => this.answers.refusedWithin(tx, doubt.command, 'business', reasonCode));
    } else if (doubt.unclear_count >= MOST_UNCLEAR) {
      const reasonCode = 'exact_repeatedly_unclear';
      await this.end(doubt, 'held', (tx) => this.answers.refusedWithin(tx, doubt.command, 'business', reasonCode));
    } else {
      await this.end(doubt, 'absent', (tx) => this.answers.absentWithin(tx, doubt.command));
    }
  }

  /** Doubts may take every slot of a division: then no command comes that would find and tell the same. */
  private async refused(connection: ExactConnection, thrown: unknown): Promise<never> {
    if (thrown instanceof CredentialsFailure) await this.configure.refuse(connection, thrown);
    throw thrown;
  }

  /** Closes the attempt and answers in one transaction: a doubt that is settled is told, or is settled again. */
  private async end(
    doubt: Doubt,
    state: 'done' | 'held' | 'absent',
    answer: (tx: EntityManager) => Promise<void>,
    result?: object,
  ): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      if (await this.ledger.closeWithin(tx, keyOf(doubt), doubt.attempt_no, state, result)) await answer(tx);
    });
    passBoundary('exact.attempt-closed');
  }
}

const keyOf = (row: Pick<Doubt, 'division' | 'kind' | 'natural_key'>): AttemptKey => ({
  division: row.division,
  kind: row.kind,
  naturalKey: row.natural_key,
});
