import { reasonOf, subscriptions } from '@connector/contracts';
import { databaseGauge, type Reading } from '@connector/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { OutboxMessage } from '../outbox/outbox-message.entity.js';
import { expectMessages } from './message-metrics.js';
import { ParkedMessage } from '../parking/parked-message.entity.js';
import { Publisher } from '../transport/publisher.js';

/** What waits to be published and what waits for a person, as metrics. */
@Injectable()
export class MessagingGauges implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  onModuleInit(): void {
    expectMessages(this.options.service);
    databaseGauge(
      'outbox_oldest_unpublished_seconds',
      'Age of the oldest message that the broker does not have yet',
      [],
      () => this.outbox('coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)'),
    );
    databaseGauge('outbox_unpublished_messages', 'Messages that the broker does not have yet', [], () =>
      this.outbox('count(*)'),
    );
    databaseGauge('outbox_refused_messages', 'Messages that the broker did not take when they were offered', [], () =>
      this.outbox('count(last_trouble)'),
    );
    databaseGauge(
      'parked_messages',
      'Messages that wait for a person, by lane and class of the reason',
      ['lane', 'class'],
      () => this.parked(),
    );
    this.measureConnection();
  }

  private async outbox(figure: string): Promise<Reading[]> {
    const [row] = await this.db.query<{ value: number }[]>(
      `SELECT (${figure})::float8 AS value FROM ${this.db.getMetadata(OutboxMessage).tablePath} WHERE sent_at IS NULL`,
    );
    return [{ value: row?.value ?? 0 }];
  }

  private async parked(): Promise<Reading[]> {
    const rows = await this.db.query<{ lane: string; reason_code: string; count: number }[]>(
      `SELECT lane, reason_code, count(*)::int AS count FROM ${this.db.getMetadata(ParkedMessage).tablePath}
       WHERE closed IS NULL GROUP BY lane, reason_code`,
    );
    const counts = new Map<string, Reading>();
    const add = (lane: string, reasonClass: string, count: number): void => {
      const key = `${lane} ${reasonClass}`;
      counts.set(key, { labels: { lane, class: reasonClass }, value: (counts.get(key)?.value ?? 0) + count });
    };
    for (const lane of Object.keys(subscriptions[this.options.service]))
      for (const reasonClass of USUAL_CLASSES) add(lane, reasonClass, 0);
    for (const { lane, reason_code: code, count } of rows) add(lane, classOf(code), count);
    return [...counts.values()];
  }

  private measureConnection(): void {
    const { publisher } = this;
    register.removeSingleMetric('broker_connected');
    register.registerMetric(
      new Gauge({
        name: 'broker_connected',
        help: '1 while this process can publish; 0 while RabbitMQ is away or takes no messages',
        registers: [],
        collect() {
          this.set(publisher.isReady() ? 1 : 0);
        },
      }),
    );
  }
}

/** `transient_attempts_exhausted` names its class itself; the bus has reasons of its own beside the catalogue's. */
function classOf(reasonCode: string): string {
  const exhausted = /^(\w+(?:-\w+)?)_attempts_exhausted$/.exec(reasonCode)?.[1];
  return exhausted ?? OWN[reasonCode] ?? reasonOf(reasonCode).failureClass;
}

/** These are there from the start, so that a first parked message shows as a rise from nothing. */
const USUAL_CLASSES = ['bug', 'transient', 'contract', 'delivery-limit'] as const;

const OWN: Readonly<Record<string, string>> = {
  contract_broken: 'contract',
  envelope_broken: 'contract',
  message_too_large: 'contract',
  not_json: 'contract',
  unknown_type: 'contract',
  delivery_limit: 'delivery-limit',
};
