import { createHash } from 'node:crypto';
import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ExactGatewayEnvironment } from '../environment.js';
import { signedContent, type WebhookContent } from './signed-content.js';

/** Messages come in bursts: collected so long, they cost one reading. */
const COLLECT_MS = 5_000;
/** a sales order of ours is announced to us as well */
const ECHO_MINUTES = 30;

/** What became of a webhook: only a new hint leads to a reading. */
export type Verdict = 'handshake' | 'hint' | 'repeated' | 'echo' | 'refused';

/** Takes webhooks in: believed when the signature is right and app and division are known, each once, and only as a hint. */
@Injectable()
export class ReceiveWebhook {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  async receive(raw: Buffer): Promise<Verdict> {
    // Exact tries a callback with an empty POST before it takes it
    if (raw.length === 0) return 'handshake';
    const secret = this.environment.EXACT_WEBHOOK_SECRET;
    const content = secret === undefined ? undefined : signedContent(raw.toString('utf8'), secret);
    if (content === undefined || !(await this.isSubscribed(content))) return 'refused';
    const now = this.clock.now();
    const seen = await this.db.query<unknown[]>(
      `INSERT INTO exact_gateway.webhook_seen (hash, seen_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
      [createHash('sha256').update(raw).digest(), now],
    );
    if (seen.length === 0) return 'repeated';
    if (await this.isOurOwn(content)) return 'echo';
    await this.db.query(
      `INSERT INTO exact_gateway.stock_hint AS h (division, due_at) VALUES ($1, $2)
       ON CONFLICT (division) DO UPDATE SET due_at = least(h.due_at, greatest(excluded.due_at, h.not_before))`,
      [content.division, new Date(now.getTime() + COLLECT_MS)],
    );
    return 'hint';
  }

  private async isSubscribed({ topic, clientId, division }: WebhookContent): Promise<boolean> {
    const [row] = await this.db.query<{ known: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM exact_gateway.webhook_subscription
         WHERE division = $1 AND topic = $2 AND lower(client_id) = lower($3)) AS known`,
      [division, topic, clientId],
    );
    return row?.known === true;
  }

  /** A sales order that we made minutes ago brings no news: nothing that we do not know was planned. */
  private async isOurOwn({ topic, division, key, action }: WebhookContent): Promise<boolean> {
    if (topic !== 'SalesOrders' || action === 'Delete') return false;
    const [row] = await this.db.query<{ ours: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM exact_gateway.attempt
         WHERE division = $1 AND kind = 'sales-order' AND state = 'done'
           AND coalesce(result->>'accountId', result->>'salesOrderId', result#>>'{item,itemId}') = $2
           AND changed_at > clock_timestamp() - make_interval(mins => $3)) AS ours`,
      [division, key.toLowerCase(), ECHO_MINUTES],
    );
    return row?.ours === true;
  }
}
