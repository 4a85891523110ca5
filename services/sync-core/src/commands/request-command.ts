import type { Contract } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { traceparent } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import type { SubjectKind } from './command.entity.js';
import type { Priority } from './domain/priority.js';
import type { Step } from './step.js';

/** What somebody wants of a gateway. */
export interface CommandWish<Body extends object> {
  readonly contract: Contract<Body>;
  readonly body: Omit<Body, 'release'>;
  readonly connectionId: string;
  readonly window: string;
  readonly priority: Priority;
  /** the last step of its order: it goes before others of its priority that begin one */
  readonly finishes?: boolean;
  /** who is told how it ends; one open command of a kind per subject */
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly correlationId: string;
}

/** The command that a wish became, or that was asked for already. */
export interface RequestedCommand {
  readonly id: string;
  /** false: it is on its way with an earlier body; whoever wants this one asks again when the answer is there */
  readonly bodyCounts: boolean;
}

/**
 * Puts a command into the backlog of its window. Asked twice, it is there once: the more urgent wish and the newer body count while it
 * waits. It leaves for the connection that asked last, unless that one does not work now: what is sealed in its body is sealed for it.
 */
@Injectable()
export class RequestCommand {
  async request<Body extends object>(step: Step, wish: CommandWish<Body>): Promise<RequestedCommand> {
    const [row] = await step.tx.query<RequestedCommand[]>(
      `INSERT INTO sync_core.command (id, connection_id, "window", contract, body, priority, state, release, subject_kind, subject_id, correlation_id, traceparent, finishes, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8, $9, $10, $11, clock_timestamp())
       ON CONFLICT (subject_kind, subject_id, contract) WHERE state IN ('waiting', 'sent') DO UPDATE
       SET priority = least(command.priority, excluded.priority),
           body = CASE WHEN command.state = 'waiting' THEN excluded.body ELSE command.body END,
           connection_id = CASE WHEN command.state = 'waiting' AND exists (
             SELECT 1 FROM sync_core.connection c WHERE c.id = excluded.connection_id AND c.status = 'active')
             THEN excluded.connection_id ELSE command.connection_id END
       RETURNING id, state = 'waiting' AS "bodyCounts"`,
      [
        uuidV7(),
        wish.connectionId,
        wish.window,
        wish.contract.name,
        wish.body,
        wish.priority,
        wish.subject.kind,
        wish.subject.id,
        wish.correlationId,
        traceparent() ?? null,
        wish.finishes ?? false,
      ],
    );
    step.touch(wish.window);
    return row!;
  }

  /** Takes back what has not left yet. False: it is on its way, or nothing was asked for. */
  async withdraw(step: Step, subject: { kind: SubjectKind; id: string }): Promise<boolean> {
    const [rows] = await step.tx.query<[{ window: string }[], number]>(
      `UPDATE sync_core.command SET state = 'withdrawn' WHERE subject_kind = $1 AND subject_id = $2 AND state = 'waiting' RETURNING "window"`,
      [subject.kind, subject.id],
    );
    for (const { window } of rows) step.touch(window);
    return rows.length > 0;
  }
}
