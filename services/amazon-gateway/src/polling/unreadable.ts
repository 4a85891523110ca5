import { CLOCK, ContractBroken, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { IncompleteAnswer } from '../selling-partner-api/answer-reader.js';
import { UnreadableFigure } from '../selling-partner-api/figures.js';

const unreadable = new Counter({
  name: 'amazon_unreadable_total',
  help: 'Orders and listings of Amazon that could not be read, wholly or in a figure',
  labelNames: ['kind'] as const,
});

/** One order or listing that nobody can read stops no other, and is not passed over in silence: a row, an error line, a figure. */
@Injectable()
export class Unreadable {
  private readonly logger = new Logger(Unreadable.name);

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Whether it is the thing itself that is wrong, not our surroundings. */
  isCause(thrown: unknown): boolean {
    return thrown instanceof IncompleteAnswer || thrown instanceof UnreadableFigure || thrown instanceof ContractBroken;
  }

  async report(
    tx: EntityManager,
    what: { connectionId: string; kind: 'order' | 'listing'; subject: string | undefined },
    trouble: unknown,
  ): Promise<void> {
    const subject = what.subject?.slice(0, 255) ?? 'without an id';
    const text = typeof trouble === 'string' ? trouble : describeFailure(trouble, 300);
    await tx.query(
      `INSERT INTO amazon_gateway.unreadable (connection_id, kind, subject, trouble, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)
       ON CONFLICT (connection_id, kind, subject) DO UPDATE SET trouble = excluded.trouble, last_seen_at = excluded.last_seen_at`,
      [what.connectionId, what.kind, subject, text, this.clock.now()],
    );
    unreadable.inc({ kind: what.kind });
    this.logger.error(`${what.kind} ${subject} of connectionId=${what.connectionId} cannot be read: ${text}`);
  }
}
