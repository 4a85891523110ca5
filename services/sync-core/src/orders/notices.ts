import { createHash } from 'node:crypto';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Difference } from './domain/booked-order.js';
import type { TimelineCode } from './timeline-catalogue.js';
import { Timeline, type OrderKey } from './timeline.js';

/** What is listed of an order. */
export interface Notice {
  readonly code: TimelineCode;
  readonly detail?: Readonly<Record<string, string>>;
  readonly differences?: readonly Difference[];
  /** tells this state of the order from others */
  readonly fingerprint?: string;
}

/** Lists what is carried out and yet needs a person's eye, until somebody ticks it off or an update undoes it (domain O8). */
@Injectable()
export class Notices {
  constructor(
    private readonly timeline: Timeline,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Lists it, and says so in the timeline; the same state of an order is listed once, ticked off or not. */
  async list(tx: EntityManager, order: OrderKey, notice: Notice): Promise<void> {
    const { code, detail = {}, differences = [] } = notice;
    const text = notice.fingerprint ?? JSON.stringify(detail);
    const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 32);
    const listed = await tx.query<unknown[]>(
      `INSERT INTO sync_core.order_notice AS n (connection_id, amazon_order_id, code, detail, differences, fingerprint, listed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (connection_id, amazon_order_id, code) DO UPDATE
       SET detail = excluded.detail, differences = excluded.differences, fingerprint = excluded.fingerprint,
           listed_at = excluded.listed_at, settled_at = NULL, settled_by = NULL, note = NULL
       WHERE n.fingerprint <> excluded.fingerprint OR (n.settled_at IS NOT NULL AND n.settled_by IS NULL)
       RETURNING 1`,
      [
        order.connectionId,
        order.amazonOrderId,
        code,
        detail,
        JSON.stringify(differences),
        fingerprint,
        this.clock.now(),
      ],
    );
    if (listed.length > 0) await this.timeline.add(tx, order, code, detail);
  }

  /** It is so no more: nothing is left for a person to do. */
  async undo(tx: EntityManager, order: OrderKey, code: TimelineCode): Promise<void> {
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE sync_core.order_notice SET settled_at = $4
       WHERE connection_id = $1 AND amazon_order_id = $2 AND code = $3 AND settled_at IS NULL RETURNING 1`,
      [order.connectionId, order.amazonOrderId, code, this.clock.now()],
    );
    if (rows.length > 0) await this.timeline.add(tx, order, 'notice_undone', { code });
  }

  /** A person ticks it off, for this state of the order. False: nothing of that code is listed. */
  async tickOff(
    tx: EntityManager,
    order: OrderKey,
    said: { code: string; by: string; note?: string },
  ): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE sync_core.order_notice SET settled_at = $4, settled_by = $5, note = $6
       WHERE connection_id = $1 AND amazon_order_id = $2 AND code = $3 AND settled_at IS NULL RETURNING 1`,
      [order.connectionId, order.amazonOrderId, said.code, this.clock.now(), said.by, said.note ?? null],
    );
    if (rows.length === 0) return false;
    await this.timeline.add(tx, order, 'notice_ticked_off', {
      code: said.code,
      by: said.by,
      note: said.note ?? '',
    });
    return true;
  }
}
