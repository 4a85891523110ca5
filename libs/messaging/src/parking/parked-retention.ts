import { subscriptions, type Lane } from '@connector/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, In } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { StartMarks } from '../transport/start-marks.js';
import { ParkedCopies } from './parked-copies.js';
import { ParkedMessage } from './parked-message.entity.js';

const HOUR_MS = 3_600_000;

/** Buyers' data, though sealed, stay no longer than this beside a message that nobody handles. */
const SEALED_DAYS = 30;

/** What was replayed or discarded is kept so long to look it up. */
const CLOSED_DAYS = 30;

const ROWS = 500;

/** Takes the sealed parts out of parked messages and their copies after 30 days, and closed rows away 30 days after they were closed. */
@Injectable()
export class ParkedRetention {
  private readonly marks: StartMarks;

  constructor(
    private readonly db: DataSource,
    private readonly copies: ParkedCopies,
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'service'>,
  ) {
    this.marks = new StartMarks(db);
  }

  @Interval(HOUR_MS)
  async cleanUp(): Promise<void> {
    const table = this.db.getMetadata(ParkedMessage).tablePath;
    await this.db.query(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE closed IS NOT NULL AND closed->>'at' < $1 LIMIT ${ROWS})`,
      [new Date(Date.now() - CLOSED_DAYS * 24 * HOUR_MS).toISOString()],
    );
    await this.takeSealedPartsOut();
    await this.marks.cleanUp();
  }

  /** Out of the rows, then out of their copies in RabbitMQ; a row is done with when both are. */
  private async takeSealedPartsOut(): Promise<void> {
    const rows = this.db.getRepository(ParkedMessage);
    const old = await rows
      .createQueryBuilder('parked')
      .where('parked.parkedAt < :before AND parked.sealedPartsGone = false', {
        before: new Date(Date.now() - SEALED_DAYS * 24 * HOUR_MS),
      })
      .limit(ROWS)
      .getMany();
    if (old.length === 0) return;
    for (const { id, content } of old) await rows.update(id, { content: withoutSealed(content) });
    const lanes = Object.keys(subscriptions[this.options.service]) as Lane[];
    if (await this.copies.renew(lanes.filter((lane) => old.some((row) => row.lane === lane))))
      await rows.update({ id: In(old.map(({ id }) => id)) }, { sealedPartsGone: true });
  }
}

/** The body without its sealed parts; what is no JSON has none that we made, and stays as it came. */
export function withoutSealed(content: string): string {
  try {
    const body: unknown = JSON.parse(Buffer.from(content, 'base64').toString('utf8'));
    const kept = JSON.stringify(body, (_key, value: unknown) => (isSealed(value) ? undefined : value));
    return Buffer.from(kept).toString('base64');
  } catch {
    return content;
  }
}

function isSealed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ['kid', 'wrappedKey', 'iv', 'ct'].every((key) => key in value);
}
