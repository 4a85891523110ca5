import type { Random } from '@connector/simulation';

const RETENTION_MS = 4 * 86_400_000;

/** What a queue is made of. */
export interface QueueSettings {
  /** whether its policy lets Amazon's notifications in */
  readonly allowsAmazon: boolean;
  /** how often a message that was handed out is handed out once more, 0 to 1 */
  readonly duplicates: number;
  readonly visibilitySeconds: number;
}

/** A message in a queue; times are milliseconds of the sandbox's clock. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  /** of the last time it was handed out; an older one deletes nothing */
  receipt?: string;
}

/** A standard queue of Amazon SQS: at least once, in no order. */
export class MessageQueue {
  messages = new Map<string, QueuedMessage>();

  constructor(
    readonly name: string,
    readonly arn: string,
    public settings: QueueSettings,
  ) {}

  send(id: string, body: string, sentAt: number, delayMs = 0): void {
    this.messages.set(id, { id, body, sentAt, visibleAt: sentAt + delayMs, receives: 0 });
  }

  /** Hands out what is visible, in no order, and hides it for a while. */
  receive(most: number, hiddenMs: number, now: number, random: Random): QueuedMessage[] {
    const visible = this.visible(now);
    const taken: QueuedMessage[] = [];
    while (taken.length < most && visible.length > 0) {
      const [message] = visible.splice(Math.floor(random.next() * visible.length), 1);
      message!.receipt = `${message!.id}.${random.hex(24)}`;
      message!.receives += 1;
      message!.firstReceivedAt ??= now;
      const again = this.settings.duplicates > 0 && random.next() < this.settings.duplicates;
      message!.visibleAt = again ? now : now + hiddenMs;
      taken.push({ ...message! });
    }
    return taken;
  }

  /** Takes a message away. A receipt of an earlier time is no error, but the message stays. */
  delete(receipt: string): void {
    const message = this.ofReceipt(receipt);
    if (message?.receipt === receipt) this.messages.delete(message.id);
  }

  /** Shows a message again after so long. @returns false when the receipt is none of this queue's */
  show(receipt: string, afterMs: number, now: number): boolean {
    const message = this.ofReceipt(receipt);
    if (message === undefined) return false;
    if (message.receipt === receipt) message.visibleAt = now + afterMs;
    return true;
  }

  /** Messages that can be had now; the old ones are gone by then. */
  visible(now: number): QueuedMessage[] {
    for (const { id, sentAt } of this.messages.values()) if (now - sentAt > RETENTION_MS) this.messages.delete(id);
    return [...this.messages.values()].filter(({ visibleAt }) => visibleAt <= now);
  }

  private ofReceipt(receipt: string): QueuedMessage | undefined {
    return this.messages.get(receipt.split('.')[0]!);
  }
}
