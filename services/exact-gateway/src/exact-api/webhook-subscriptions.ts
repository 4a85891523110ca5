import { Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { textOf, type ExactRecord } from './odata.js';

/** That Exact calls us when records of a topic change. */
export interface Subscription {
  readonly id: string;
  readonly topic: string;
  readonly url: string;
  /** the app that it belongs to, as messages name it */
  readonly clientId: string;
}

const PATH = 'webhooks/WebhookSubscriptions';

/** `webhooks/WebhookSubscriptions`: one for each topic, division and app; never changed, only made and deleted (exact-online 13). */
@Injectable()
export class WebhookSubscriptions {
  constructor(private readonly client: ExactClient) {}

  async all(access: ExactAccess): Promise<Subscription[]> {
    const records = await this.client.getAll(access, PATH, { $select: 'ID,Topic,CallbackURL,ClientID' });
    return records.map(subscriptionOf);
  }

  /** Where one stands there already, made by another replica or an answer that was lost, that one is taken. */
  async create(access: ExactAccess, topic: string, url: string): Promise<Subscription> {
    try {
      return subscriptionOf(await this.client.post(access, PATH, { Topic: topic, CallbackURL: url }));
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_duplicate') throw thrown;
      const found = (await this.all(access)).find((one) => one.topic === topic && one.url === url);
      if (found === undefined) throw thrown;
      return found;
    }
  }

  async remove(access: ExactAccess, id: string): Promise<void> {
    await this.client.delete(access, PATH, id);
  }
}

function subscriptionOf(record: ExactRecord): Subscription {
  return {
    id: textOf(record, 'ID'),
    topic: textOf(record, 'Topic'),
    url: textOf(record, 'CallbackURL'),
    clientId: textOf(record, 'ClientID'),
  };
}
