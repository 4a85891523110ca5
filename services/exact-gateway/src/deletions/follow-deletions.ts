import { exactRecordsDeletedV1 } from '@connector/contracts';
import { enqueue, UnitOfWork } from '@connector/messaging';
import { CLOCK, CredentialsFailure, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Performance } from '../answers/perform-command.js';
import { AttemptLedger } from '../attempts/attempt-ledger.js';
import { DeletedRecords, type DeletedPage, type DeletedRecord } from '../exact-api/deleted-records.js';

const EVERY_MS = 3_600_000;
const FROM_THE_START = '1';
const IDS_A_MESSAGE = 500;

/**
 * Tells what was deleted in Exact, from the division's cursor on, once an hour (domain D14). The ledger forgets what it made
 * of it, so that it is made again where it is wanted.
 */
@Injectable()
export class FollowDeletions {
  private readonly logger = new Logger(FollowDeletions.name);

  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly deleted: DeletedRecords,
    private readonly ledger: AttemptLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async follow({ access, command }: Performance): Promise<void> {
    const now = this.clock.now();
    const { division } = access;
    const [cursor] = await this.db.query<{ up_to: string; read_at: Date }[]>(
      `SELECT up_to::text, read_at FROM exact_gateway.deletion_cursor WHERE division = $1`,
      [division],
    );
    if (cursor !== undefined && now.getTime() - cursor.read_at.getTime() < EVERY_MS) return;
    let from = cursor?.up_to ?? FROM_THE_START;
    for await (const { records, upTo, last } of this.read(access, from)) {
      // the hour begins when all of it was read; what a limit cut short goes on with the next command
      const readAt = last ? now : (cursor?.read_at ?? new Date(0));
      const moved = await this.unitOfWork.run((tx) =>
        this.tellPage(tx, { division, from, upTo, readAt }, records, command),
      );
      if (!moved) return;
      from = upTo;
    }
  }

  /** False: another reading has told them meanwhile, and goes on by itself. */
  private async tellPage(
    tx: EntityManager,
    { division, from, upTo, readAt }: { division: number; from: string; upTo: string; readAt: Date },
    records: readonly DeletedRecord[],
    command: Performance['command'],
  ): Promise<boolean> {
    const moved = await tx.query<unknown[]>(
      `INSERT INTO exact_gateway.deletion_cursor AS c (division, up_to, read_at) VALUES ($1, $2, $3)
       ON CONFLICT (division) DO UPDATE SET up_to = excluded.up_to, read_at = excluded.read_at
       WHERE c.up_to = $4::numeric RETURNING 1`,
      [division, upTo, readAt, from],
    );
    if (moved.length > 0) await this.tell(tx, division, records, command);
    return moved.length > 0;
  }

  /** Without the right to read deletions, refusals show them one by one; nothing else waits for it. */
  private async *read(access: Performance['access'], from: string): AsyncGenerator<DeletedPage> {
    let upTo = from;
    try {
      for await (const page of this.deleted.since(access, from)) {
        upTo = page.upTo;
        yield page;
      }
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure) || thrown.reasonCode !== 'exact_no_right') throw thrown;
      this.logger.warn(`Deletions of division ${access.division} cannot be read: ${describeFailure(thrown)}`);
      yield { records: [], upTo, last: true };
    }
  }

  /** Also called where a refusal showed that a record is gone. */
  async tell(
    tx: EntityManager,
    division: number,
    records: readonly DeletedRecord[],
    envelope: { readonly connectionId: string; readonly correlationId: string },
  ): Promise<void> {
    const idsOf = (kind: DeletedRecord['kind']): string[] =>
      records.filter((record) => record.kind === kind).map(({ id }) => id);
    for (const kind of ['account', 'item', 'sales-order'] as const)
      await this.ledger.forget(tx, division, kind, idsOf(kind));
    for (let start = 0; start < records.length; start += IDS_A_MESSAGE) {
      const part = records.slice(start, start + IDS_A_MESSAGE);
      const of = (kind: DeletedRecord['kind']): string[] =>
        part.filter((record) => record.kind === kind).map(({ id }) => id);
      await enqueue(
        tx,
        exactRecordsDeletedV1,
        {
          division,
          accounts: of('account'),
          addresses: of('address'),
          items: of('item'),
          salesOrders: of('sales-order'),
        },
        { connectionId: envelope.connectionId, correlationId: `deletions ${division}` },
      );
    }
  }
}
