import { subscriptions, type Lane } from '@connector/contracts';
import { describeFailure } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Channel, GetMessage } from 'amqplib';
import { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { parkedQueueName } from '../topology/names.js';
import { Publisher } from '../transport/publisher.js';
import { publishCopy } from './park-message.js';
import { ParkedMessage } from './parked-message.entity.js';

const LOOK_AT_MOST = 1_000;
const MINUTE_MS = 60_000;

/**
 * Keeps the copies in the `.parked` queues equal to the rows that wait, so that RabbitMQ's UI tells the truth: a copy whose row
 * is closed goes, and one that an operator purged comes back. Two replicas that look at the same moment may make a copy
 * too many; the next look takes it away.
 */
@Injectable()
export class ParkedCopies {
  private readonly logger = new Logger(ParkedCopies.name);

  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  @Interval(MINUTE_MS)
  async everyMinute(): Promise<void> {
    if (!this.publisher.isReady()) return;
    try {
      await this.tidy();
    } catch (error) {
      this.logger.warn(`The parked copies are tidied later: ${describeFailure(error)}`);
    }
  }

  /** Tidies every lane whose copies and rows differ in number. A row younger than `settledMs` may still be on its way. */
  async tidy(settledMs = MINUTE_MS): Promise<void> {
    for (const lane of Object.keys(subscriptions[this.options.service]) as Lane[]) {
      const open = await this.openIds(lane);
      const queue = parkedQueueName(this.options.service, lane);
      const missing = await this.publisher.onChannel((channel) => withoutClosed(channel, queue, open));
      for (const id of missing) await this.bringBack(id, settledMs);
    }
  }

  private async openIds(lane: Lane): Promise<ReadonlySet<string>> {
    const rows = await this.rows
      .createQueryBuilder('parked')
      .select('parked.id', 'id')
      .where('parked.closed IS NULL AND parked.lane = :lane', { lane })
      .orderBy('parked.parkedAt')
      .limit(LOOK_AT_MOST)
      .getRawMany<{ id: string }>();
    return new Set(rows.map(({ id }) => id));
  }

  private async bringBack(id: string, settledMs: number): Promise<void> {
    const row = await this.rows.findOneBy({ id });
    if (row === null || row.closed !== null || Date.now() - row.parkedAt.getTime() < settledMs) return;
    await publishCopy(this.publisher, this.options.service, row);
  }

  private get rows() {
    return this.db.getRepository(ParkedMessage);
  }
}

/** Takes away the copies whose rows are closed, and doubles. Returns the open rows that have no copy. */
async function withoutClosed(channel: Channel, queue: string, open: ReadonlySet<string>): Promise<string[]> {
  const { messageCount } = await channel.checkQueue(queue);
  if (messageCount === open.size) return [];
  const kept = new Map<string, GetMessage>();
  for (let looked = 0; looked < LOOK_AT_MOST; looked++) {
    const message = await channel.get(queue);
    if (message === false) break;
    const { messageId } = message.properties as { messageId?: string };
    if (messageId !== undefined && open.has(messageId) && !kept.has(messageId)) kept.set(messageId, message);
    else channel.ack(message);
  }
  for (const message of kept.values()) channel.reject(message, true);
  return kept.size < LOOK_AT_MOST ? [...open].filter((id) => !kept.has(id)) : [];
}
