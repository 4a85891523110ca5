import { createHmac } from 'node:crypto';
import type { SandboxClock } from '@connector/simulation';
import type { Application } from '../oauth/application.js';
import type { Change, Division, Row } from '../divisions/division.js';
import { businessError, ExactError, type Language } from '../odata/exact-error.js';
import { isAnnounced, topics } from './webhook-topics.js';
import { wallClock } from '../divisions/wall-clock.js';

const MINUTE_MS = 60_000;
const FURTHER_ATTEMPTS = 10;
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** A message on its way to a callback. */
export interface Delivery {
  readonly url: string;
  readonly body: string;
  readonly division: number;
  readonly topic: string;
  attempts: number;
  /** when it is tried next, on the sandbox's clock */
  dueAt: number;
  state: 'waiting' | 'under-way' | 'delivered' | 'given-up';
}

/** Subscriptions, the handshake, and signed messages that are tried again for about 34 hours (exact-online 13). */
export class Webhooks {
  /** every message since the last reset */
  deliveries: Delivery[] = [];
  /** how long after a change its message goes out */
  delayMs = 2 * MINUTE_MS;
  baseUrl = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: SandboxClock,
    private readonly application: Application,
  ) {}

  /**
   * Checks a subscription before it is kept: known topic, our domain, none like it, and a callback that takes an empty POST.
   * @throws ExactError 500
   */
  async admit(division: Division, body: Row, language: Language): Promise<void> {
    const { Topic: topic, CallbackURL: url } = body;
    if (typeof topic !== 'string' || topic === '') throw businessError(language, 'mandatory', 'Topic');
    if (typeof url !== 'string' || url === '') throw businessError(language, 'mandatory', 'CallbackURL');
    if (!Object.values(topics).some((known) => known.topic === topic))
      throw businessError(language, 'invalid', 'Topic');
    if (!this.application.takesCallback(url)) throw businessError(language, 'invalid', 'CallbackURL');
    if (division.by('WebhookSubscriptions', 'Topic', topic).length > 0) throw businessError(language, 'exists');
    const status = await post(url, undefined);
    if (status !== 200 && status !== 201)
      throw new ExactError(500, `Post to callback URL endpoint returns ${status === 0 ? 'no answer' : status}`);
  }

  /** What a division calls at every change. */
  listen(division: Division): Change {
    return (table, _key, before, after) => {
      const topic = topics[table];
      if (topic === undefined || !isAnnounced(topic, before, after)) return;
      for (const subscription of division.by('WebhookSubscriptions', 'Topic', topic.topic)) {
        const key = topic.keyOf((after ?? before)!);
        const content = JSON.stringify({
          Topic: topic.topic,
          ClientId: this.application.clientGuid,
          Division: division.code,
          // a new record is an update as well
          Action: after === undefined ? 'Delete' : 'Update',
          Key: key,
          ExactOnlineEndpoint: `${this.baseUrl}/api/v1/${division.code}/${topic.endpoint(key)}`,
          EventCreatedOn: new Date(wallClock(this.clock.now())).toISOString().replace('Z', ''),
        });
        this.deliveries.push({
          url: String(subscription['CallbackURL']),
          body: `{"Content":${content},"HashCode":"${this.sign(content)}"}`,
          division: division.code,
          topic: topic.topic,
          attempts: 0,
          dueAt: this.clock.now() + this.delayMs,
          state: 'waiting',
        });
      }
      this.look();
    };
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  clear(): void {
    this.deliveries = [];
    this.close();
  }

  /** Takes messages up again that a snapshot kept. */
  resume(deliveries: readonly Delivery[]): void {
    this.deliveries = deliveries.map((one) => (one.state === 'under-way' ? { ...one, state: 'waiting' } : one));
    this.look();
  }

  /** Upper-case hex of HMAC-SHA256 over the text of `Content`. */
  private sign(content: string): string {
    return createHmac('sha256', this.application.webhookSecret).update(content).digest('hex').toUpperCase();
  }

  /** The sandbox's clock can jump, so what is due is looked for; with nothing under way the looking ends. */
  private look(): void {
    if (!this.deliveries.some(({ state }) => state === 'waiting')) return;
    this.timer ??= setInterval(() => this.sendDue(), LOOK_EVERY_MS).unref();
  }

  private sendDue(): void {
    const open = this.deliveries.filter(({ state }) => state === 'waiting' || state === 'under-way');
    if (open.length === 0) this.close();
    for (const delivery of open)
      if (delivery.state === 'waiting' && delivery.dueAt <= this.clock.now()) void this.attempt(delivery);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    delivery.state = 'under-way';
    delivery.attempts += 1;
    const status = await post(delivery.url, delivery.body);
    if (status === 200 || status === 201) {
      delivery.state = 'delivered';
      return;
    }
    // 2, 4, … 1,024 minutes: ten further attempts in about 34 hours
    delivery.dueAt = this.clock.now() + 2 ** delivery.attempts * MINUTE_MS;
    delivery.state = delivery.attempts > FURTHER_ATTEMPTS ? 'given-up' : 'waiting';
  }
}

/** The status of a POST; 0 where nobody answered. Without a body it is the handshake's empty POST. */
async function post(url: string, body: string | undefined): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
