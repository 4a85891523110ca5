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
        `SELECT DISTINCT i.wanted_by FROM sync_core.item i JOIN sync_core.connection c ON c.id = i.wanted_by
         WHERE i.state = 'wanted' AND c.status = 'active' AND NOT c.dry_run LIMIT 50`,
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
        .where(`item.wantedBy = :connectionId AND item.state = 'wanted'`, { connectionId })
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
