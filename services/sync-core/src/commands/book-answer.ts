import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@connector/platform';
import type { CommandAnswerV1, CommandDeferredV1, CommandUnclearV1 } from '@connector/contracts';
import type { SyncCoreEnvironment } from '../environment.js';
import type { CommandState, SubjectKind } from './command.entity.js';
import type { Step } from './step.js';

/** A command that an answer was booked for, and who wants to know. */
export interface BookedCommand {
  readonly id: string;
  readonly connectionId: string;
  readonly contract: string;
  readonly window: string;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly correlationId: string;
}

interface Row {
  id: string;
  connection_id: string;
  contract: string;
  window: string;
  state: CommandState;
  release: number;
  subject_kind: SubjectKind;
  subject_id: string;
  correlation_id: string;
}

/**
 * Books what a gateway answers. A final answer always counts, once; a non-final one counts only for the release that it
 * names and only while that is on its way.
 */
@Injectable()
export class BookAnswer {
  constructor(@Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment) {}

  /** Undefined: it was final before, nothing is to be told. */
  async final(step: Step, answer: CommandAnswerV1, state: 'done' | 'refused'): Promise<BookedCommand | undefined> {
    const row = await this.lock(step, answer.commandId);
    if (row === undefined || row.state === 'done' || row.state === 'refused') return undefined;
    await step.tx.query(`UPDATE sync_core.command SET state = $2, in_doubt = false, answer_due = NULL WHERE id = $1`, [
      row.id,
      state,
    ]);
    step.touch(row.window);
    return booked(row);
  }

  /** It waits for a quota: back into the backlog until then. */
  async deferred(step: Step, answer: CommandDeferredV1): Promise<BookedCommand | undefined> {
    const row = await this.lockCurrent(step, answer);
    if (row === undefined) return undefined;
    await step.tx.query(
      `UPDATE sync_core.command SET state = 'waiting', in_doubt = false, answer_due = NULL, not_before = CASE WHEN $3 THEN NULL ELSE $2::timestamptz END WHERE id = $1`,
      [row.id, answer.notBefore, answer.holdsAll],
    );
    step.touch(row.window);
    if (answer.holdsAll) {
      await step.tx.query(
        `UPDATE sync_core.release_window SET not_before = greatest(not_before, $2::timestamptz), reason_code = $3 WHERE "window" = $1`,
        [row.window, answer.notBefore, answer.reasonCode],
      );
    }
    return booked(row);
  }

  /** The gateway looks whether it happened: its slot is free for others, and its answer is due later. */
  async unclear(step: Step, answer: CommandUnclearV1): Promise<void> {
    const row = await this.lockCurrent(step, answer);
    if (row === undefined) return;
    await step.tx.query(
      `UPDATE sync_core.command SET in_doubt = true, answer_due = $2::timestamptz + make_interval(secs => $3) WHERE id = $1`,
      [row.id, answer.answerBy, this.environment.ANSWER_DUE_SECONDS],
    );
    step.touch(row.window);
  }

  /** It had no effect: back into the backlog, unless whoever wanted it decides otherwise. */
  async absent(step: Step, answer: CommandAnswerV1): Promise<BookedCommand | undefined> {
    const row = await this.lockCurrent(step, answer);
    if (row === undefined) return undefined;
    await step.tx.query(
      `UPDATE sync_core.command SET state = 'waiting', in_doubt = false, answer_due = NULL WHERE id = $1`,
      [row.id],
    );
    step.touch(row.window);
    return booked(row);
  }

  private async lockCurrent(step: Step, answer: CommandAnswerV1): Promise<Row | undefined> {
    const row = await this.lock(step, answer.commandId);
    return row?.state === 'sent' && row.release === answer.release ? row : undefined;
  }

  private async lock(step: Step, id: string): Promise<Row | undefined> {
    const [row] = await step.tx.query<Row[]>(
      `SELECT id, connection_id, contract, "window", state, release, subject_kind, subject_id, correlation_id
       FROM sync_core.command WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }
}

function booked(row: Row): BookedCommand {
  return {
    id: row.id,
    connectionId: row.connection_id,
    contract: row.contract,
    window: row.window,
    subject: { kind: row.subject_kind, id: row.subject_id },
    correlationId: row.correlation_id,
  };
}
