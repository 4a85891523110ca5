import { subscriptions, type Lane } from '@connector/contracts';
import { describeFailure } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Leases } from '../leases.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { parkedQueueName } from '../topology/names.js';
import { Publisher } from '../transport/publisher.js';
import { publishCopy } from './park-message.js';
import { ParkedMessages } from './parked-messages.js';

const PAGE = 200;
const MINUTE_MS = 60_000;
const LEASE_SECONDS = 300;

/**
 * Keeps the `.parked` queues as deep as there are rows that wait, so that RabbitMQ's UI tells the truth: where the numbers differ,
 * the copies are thrown away and made anew from the rows. Copies are never read. One process of the service does it at a time;
 * a message that is parked at that moment may have two copies until the next look.
 */
@Injectable()
export class ParkedCopies {
  private readonly logger = new Logger(ParkedCopies.name);
  private readonly leases: Leases;

  constructor(
    db: DataSource,
    private readonly publisher: Publisher,
    private readonly parked: ParkedMessages,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {
    this.leases = new Leases(db);
  }

  @Interval(MINUTE_MS)
  async everyMinute(): Promise<void> {
    if (!this.publisher.isReady()) return;
    try {
      await this.tidy();
    } catch (error) {
      this.logger.warn(`The parked copies are tidied later: ${describeFailure(error)}`);
    }
  }

  /** Tidies every lane whose copies and rows differ in number, unless another process is at it. */
  async tidy(): Promise<void> {
    await this.leases.alone('parked-copies', LEASE_SECONDS, async () => {
      for (const lane of Object.keys(subscriptions[this.options.service]) as Lane[]) await this.tidyLane(lane);
    });
  }

  /** Makes the copies of these lanes anew, though their number is right. False: not now, and it has to be asked for again. */
  async renew(lanes: readonly Lane[]): Promise<boolean> {
    if (lanes.length === 0) return true;
    if (!this.publisher.isReady()) return false;
    try {
      const renewed = await this.leases.alone('parked-copies', LEASE_SECONDS, async () => {
        for (const lane of lanes) await this.make(lane);
        return true;
      });
      return renewed === true;
    } catch (error) {
      this.logger.warn(`The parked copies are renewed later: ${describeFailure(error)}`);
      return false;
    }
  }

  private async tidyLane(lane: Lane): Promise<void> {
    const queue = parkedQueueName(this.options.service, lane);
    const waiting = await this.parked.count({ lane });
    const copies = await this.publisher.onChannel(async (channel) => (await channel.checkQueue(queue)).messageCount);
    if (copies === waiting) return;
    await this.make(lane);
    this.logger.log(`${queue}: ${copies} copies became ${waiting}`);
  }

  private async make(lane: Lane): Promise<void> {
    const queue = parkedQueueName(this.options.service, lane);
    await this.publisher.onChannel((channel) => channel.purgeQueue(queue));
    for (let after: string | undefined; ;) {
      const page = await this.parked.list({ lane }, PAGE, after);
      await Promise.all(page.map((row) => publishCopy(this.publisher, this.options.service, row)));
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
    }
  }
}
