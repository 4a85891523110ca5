import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Steps } from '../commands/steps.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { ItemEntity } from './item.entity.js';
import { RequestItem } from './request-item.js';

/** At most so many items leave in one step, so that a step stays short. */
const BATCH = 10;

/** Drawn by lot where more are importing, so that each has its turn. */
const CONNECTIONS_A_TICK = 50;

/** Imports the catalogue gently: at most 50 items in 10 minutes per connection, oldest first (manual 5.2; domain I7). */
@Injectable()
export class ImportItemsJob {
  private readonly logger = new Logger(ImportItemsJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly connections: Connections,
    private readonly request: RequestItem,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(2_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      const due = await this.db.query<{ wanted_by: string }[]>(
        `WITH RECURSIVE wanting AS (
           (SELECT wanted_by FROM sync_core.item WHERE state = 'wanted' ORDER BY wanted_by LIMIT 1)
           UNION ALL
           SELECT (SELECT i.wanted_by FROM sync_core.item i WHERE i.state = 'wanted' AND i.wanted_by > w.wanted_by ORDER BY i.wanted_by LIMIT 1)
           FROM wanting w WHERE w.wanted_by IS NOT NULL)
         SELECT w.wanted_by FROM wanting w JOIN sync_core.connection c ON c.id = w.wanted_by
         WHERE c.status = 'active' AND NOT c.dry_run ORDER BY random() LIMIT ${CONNECTIONS_A_TICK}`,
      );
      for (const { wanted_by: connectionId } of due) await this.importFor(connectionId);
    } catch (error) {
      this.logger.warn(`The import of items waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** Sliding window: what left within the last ten minutes counts, whichever replica let it go. */
  private async importFor(connectionId: string): Promise<void> {
    await this.steps.run(async (step) => {
      const connection = await this.connections.lock(step.tx, connectionId);
      const division =
        connection === undefined ? null : await step.tx.findOneBy(DivisionEntity, { division: connection.division });
      if (connection === undefined || division === null) return;
      const { items: most, perMinutes } = connection.settings.firstImport;
      const since = new Date(this.clock.now().getTime() - perMinutes * 60_000);
      const released = await step.tx
        .createQueryBuilder(ItemEntity, 'item')
        .where('item.wantedBy = :connectionId AND item.releasedAt > :since', { connectionId, since })
        .getCount();
      const room = Math.min(BATCH, most - released);
      if (room <= 0) return;
      const items = await step.tx
        .createQueryBuilder(ItemEntity, 'item')
        .where(`item.wantedBy = :connectionId AND item.division = :division AND item.state = 'wanted'`, {
          connectionId,
          division: connection.division,
        })
        .orderBy('item.firstSeenAt')
        .addOrderBy('item.id')
        .limit(room)
        .setLock('pessimistic_write')
        .setOnLocked('skip_locked')
        .getMany();
      for (const item of items) await this.request.make(step, item, connection, division.masterData, { urgent: false });
    });
  }
}
