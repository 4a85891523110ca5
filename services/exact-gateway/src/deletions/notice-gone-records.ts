import { UnitOfWork } from '@connector/messaging';
import { describeFailure, Failure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import type { Performance } from '../answers/perform-command.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import type { DeletedRecord } from '../exact-api/deleted-records.js';
import { StandingRecords, type CheckedKind } from '../exact-api/standing-records.js';
import { FollowDeletions } from './follow-deletions.js';

/** What a command refers to, by kind. */
export type References = Readonly<Partial<Record<CheckedKind, readonly string[]>>>;

const REASONS = { account: 'exact_account_gone', address: 'exact_address_gone', item: 'exact_item_gone' } as const;

/**
 * A refusal may say that something is gone, and not what. Then it is looked for, and told before the refusal is, so that
 * sync-core makes it anew (domain D14).
 */
@Injectable()
export class NoticeGoneRecords {
  private readonly logger = new Logger(NoticeGoneRecords.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly standing: StandingRecords,
    private readonly deletions: FollowDeletions,
  ) {}

  async whileDoing<T>({ access, command }: Performance, of: References, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_record_gone') throw thrown;
      const gone = await this.look(access, of);
      const [first] = gone;
      if (first === undefined) throw thrown;
      await this.unitOfWork.run((tx) => this.deletions.tell(tx, access.division, gone, command));
      throw new Failure('business', REASONS[first.kind], thrown.message);
    }
  }

  /** Where it cannot be looked at now, the refusal stays as it is: the hourly reading of deletions will tell. */
  private async look(access: ExactAccess, of: References): Promise<(DeletedRecord & { kind: CheckedKind })[]> {
    const gone: (DeletedRecord & { kind: CheckedKind })[] = [];
    try {
      for (const kind of ['account', 'address', 'item'] as const)
        gone.push(...(await this.standing.missing(access, kind, of[kind] ?? [])));
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.logger.warn(`What is gone in division ${access.division} shows later: ${describeFailure(thrown, 200)}`);
    }
    return gone;
  }
}
