import { amazonConnectionChangedV1 } from '@connector/contracts';
import { enqueue, UnitOfWork } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AmazonConnection } from './connections.js';

/** Remembers since when a seller's roles are missing, and tells it once, and that they are there again. */
@Injectable()
export class ReportRoles {
  private readonly logger = new Logger(ReportRoles.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `withheld`: data sets that Amazon refuses; none: they are given again. */
  async report(
    { connectionId, revision, rolesMissingSince }: AmazonConnection,
    withheld: readonly string[],
  ): Promise<void> {
    const since = withheld.length === 0 ? null : this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      await tx.query(`UPDATE amazon_gateway.connection SET roles_missing_since = $2 WHERE connection_id = $1`, [
        connectionId,
        since,
      ]);
      // asked again after a day, and refused again: that was told
      if ((rolesMissingSince === null) === (since === null)) return;
      await enqueue(
        tx,
        amazonConnectionChangedV1,
        { revision, status: 'connected', withheld: [...withheld] },
        { connectionId, correlationId: connectionId },
      );
    });
    if (since !== null)
      this.logger.warn(`connectionId=${connectionId} gives no personal data: orders are read without them for a day`);
  }
}
