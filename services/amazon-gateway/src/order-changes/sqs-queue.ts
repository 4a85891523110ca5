import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { TransientFailure } from '@connector/platform';
import type { OrderChangeQueue, QueuedMessage } from './order-change-queue.js';

const LONGEST_WAIT_SECONDS = 20;
const MOST_MESSAGES = 10;

/** A standard queue of Amazon SQS, or of anything that speaks its protocol. */
export class SqsQueue implements OrderChangeQueue {
  private readonly client: SQSClient;
  private readonly closing = new AbortController();

  constructor(
    private readonly url: string,
    arn: string,
  ) {
    this.client = new SQSClient({ region: arn.split(':')[3]!, endpoint: new URL(url).origin });
  }

  async receive(): Promise<readonly QueuedMessage[]> {
    const request = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: MOST_MESSAGES,
      WaitTimeSeconds: LONGEST_WAIT_SECONDS,
    });
    const answer = await this.client.send(request, { abortSignal: this.closing.signal }).catch(failed('read'));
    return (answer.Messages ?? []).flatMap(({ Body: body, ReceiptHandle: receipt }) =>
      body === undefined || receipt === undefined ? [] : [{ body, receipt }],
    );
  }

  async takeOut(messages: readonly QueuedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const Entries = messages.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
    await this.client.send(new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries })).catch(failed('cleared'));
  }

  close(): void {
    this.closing.abort();
    this.client.destroy();
  }
}

/** The SDK's errors may quote a request: only their names are passed on. */
function failed(what: string): (error: unknown) => never {
  return (error) => {
    const name = error instanceof Error ? error.name : 'unknown';
    throw new TransientFailure('amazon_unavailable', `The queue of order changes cannot be ${what}: ${name}`);
  };
}
