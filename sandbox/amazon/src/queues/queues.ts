import type { Random, SandboxClock } from '@connector/simulation';
import { MessageQueue, type QueuedMessage, type QueueSettings } from './message-queue.js';

export const QUEUE_ACCOUNT = '444455556666';
export const QUEUE_REGION = 'eu-west-1';

/** The key with which a reader of the queues signs. */
export const AWS_KEY = { id: 'AKIAIOSANDBOXEXAMPLE', secret: 'sandbox-aws-secret' };

const USUAL: QueueSettings = { allowsAmazon: true, duplicates: 0, visibilitySeconds: 30 };

/** The queues of the developer's AWS account. */
export class Queues {
  readonly all = new Map<string, MessageQueue>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  /** Makes a queue, or changes the settings of one. @throws Error when the name or a setting is none */
  put(name: string, change: Partial<QueueSettings> = {}): { arn: string } {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
      throw new Error(`queue name: ${name} is not 1 to 80 letters, digits, - or _`);
    const queue = this.all.get(name);
    const settings = { ...(queue?.settings ?? USUAL), ...change };
    if (!(settings.duplicates >= 0 && settings.duplicates < 1)) throw new Error('duplicates: from 0 to less than 1');
    const arn = `arn:aws:sqs:${QUEUE_REGION}:${QUEUE_ACCOUNT}:${name}`;
    if (queue === undefined) this.all.set(name, new MessageQueue(name, arn, settings));
    else queue.settings = settings;
    return { arn };
  }

  ofArn(arn: string): MessageQueue | undefined {
    return [...this.all.values()].find((queue) => queue.arn === arn);
  }

  /** A message of Amazon's, which is there from a moment on; a queue that does not let Amazon in gets none. */
  deliver(arn: string, message: object, from: number): void {
    const queue = this.ofArn(arn);
    if (queue?.settings.allowsAmazon === true) queue.send(this.random.guid(), JSON.stringify(message), from);
  }

  save(): unknown {
    return [...this.all.values()].map(({ name, settings, messages }) => ({ name, settings, messages }));
  }

  load(saved: unknown): void {
    this.all.clear();
    for (const { name, settings, messages } of saved as {
      name: string;
      settings: QueueSettings;
      messages: Map<string, QueuedMessage>;
    }[]) {
      this.put(name, settings);
      this.all.get(name)!.messages = messages;
    }
  }

  /** What lies in a queue, for the control API. */
  inspect(name: string): object | undefined {
    const queue = this.all.get(name);
    if (queue === undefined) return undefined;
    const now = this.clock.now();
    const messages = [...queue.messages.values()].map(({ id, body, visibleAt, receives }) => ({
      id,
      visible: visibleAt <= now,
      receives,
      body: JSON.parse(body) as unknown,
    }));
    return { arn: queue.arn, ...queue.settings, messages };
  }
}
