import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';
import { ParkedMessage } from '../parking/parked-message.entity.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** What waits to be published and what waits for a person, as metrics. */
@Injectable()
export class OutboxGauge implements OnModuleInit {
  constructor(private readonly db: DataSource) {}

  onModuleInit(): void {
    const { db } = this;
    for (const name of ['outbox_oldest_unpublished_seconds', 'parked_messages']) register.removeSingleMetric(name);
    const oldest = new Gauge({
      name: 'outbox_oldest_unpublished_seconds',
      help: 'Age of the oldest message that the broker does not have yet',
      registers: [],
      async collect() {
        const [row] = await db.query<{ age: number | null }[]>(
          `SELECT extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS age
           FROM ${db.getMetadata(OutboxMessage).tablePath} WHERE sent_at IS NULL`,
        );
        this.set(row?.age ?? 0);
      },
    });
    const parked = new Gauge({
      name: 'parked_messages',
      help: 'Messages that wait for a person',
      registers: [],
      async collect() {
        this.set(
          await db.getRepository(ParkedMessage).createQueryBuilder('parked').where('parked.closed IS NULL').getCount(),
        );
      },
    });
    for (const gauge of [oldest, parked]) register.registerMetric(gauge);
  }
}
