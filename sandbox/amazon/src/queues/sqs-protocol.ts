import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';
import { signatureFault, type AwsKey } from './aws-signature.js';
import type { MessageQueue, QueuedMessage } from './message-queue.js';
import { QUEUE_ACCOUNT, type Queues } from './queues.js';
import { SqsError } from './sqs-error.js';
import { SqsFields } from './sqs-fields.js';

const TARGET = 'AmazonSQS.';
const LOOK_EVERY_MS = 20;
const LARGEST_MESSAGE = 1_048_576;
const ATTRIBUTES = ['ApproximateReceiveCount', 'ApproximateFirstReceiveTimestamp', 'SentTimestamp', 'SenderId'];

type Action = (fields: SqsFields, baseUrl: string) => object | undefined | Promise<object>;

/** Amazon SQS over HTTP in its JSON protocol (`application/x-amz-json-1.0`), as far as a reader of notifications needs it. */
export class SqsProtocol {
  private readonly actions: Readonly<Record<string, Action>> = {
    GetQueueUrl: (fields, baseUrl) => {
      const name = fields.text('QueueName');
      if (!this.queues.all.has(name)) throw SqsError.noQueue();
      return { QueueUrl: queueUrl(baseUrl, name) };
    },
    GetQueueAttributes: (fields) => {
      const queue = this.queueOf(fields);
      const { arn, messages, settings } = queue;
      const visible = queue.visible(this.clock.now()).length;
      return {
        Attributes: {
          QueueArn: arn,
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(messages.size - visible),
          VisibilityTimeout: String(settings.visibilitySeconds),
        },
      };
    },
    SendMessage: (fields) => {
      const body = fields.text('MessageBody');
      if (Buffer.byteLength(body) > LARGEST_MESSAGE)
        throw SqsError.invalidValue(
          'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
        );
      const id = this.random.guid();
      const delay = fields.whole('DelaySeconds', 0, 900) ?? 0;
      this.queueOf(fields).send(id, body, this.clock.now(), delay * 1_000);
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    },
    ReceiveMessage: (fields) => this.receive(fields),
    DeleteMessage: (fields) => {
      this.queueOf(fields).delete(fields.text('ReceiptHandle'));
      return undefined;
    },
    DeleteMessageBatch: (fields) => {
      const queue = this.queueOf(fields);
      const entries = fields.entries();
      for (const entry of entries) queue.delete(entry.text('ReceiptHandle'));
      return { Successful: entries.map((entry) => ({ Id: entry.text('Id') })), Failed: [] };
    },
    ChangeMessageVisibility: (fields) => {
      const after = fields.whole('VisibilityTimeout', 0, 43_200) ?? 0;
      const known = this.queueOf(fields).show(fields.text('ReceiptHandle'), after * 1_000, this.clock.now());
      if (!known) throw SqsError.receipt();
      return undefined;
    },
  };

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly queues: Queues,
    private readonly key: AwsKey,
    /** brings what Amazon has to tell by now into the queues */
    private readonly bringUpToDate: () => void,
  ) {}

  handles({ headers }: Call): boolean {
    return headers['x-amz-target']?.toString().startsWith(TARGET) === true;
  }

  operationOf({ headers }: Call): string {
    return `sqs ${String(headers['x-amz-target']).slice(TARGET.length)}`;
  }

  async answer(call: Call, baseUrl: string): Promise<Answer> {
    try {
      const fault = signatureFault(call, this.key);
      if (fault !== undefined) throw SqsError.signature(fault);
      const action = this.actions[this.operationOf(call).slice('sqs '.length)];
      if (action === undefined) throw SqsError.unknownOperation();
      return this.withId({ status: 200, body: (await action(SqsFields.of(call.body), baseUrl)) ?? '' });
    } catch (error) {
      if (error instanceof SqsError) return this.withId(error.answer());
      throw error;
    }
  }

  /** Waits for the first message as long as it is told: on the sandbox's clock, but no longer than on the caller's. */
  private async receive(fields: SqsFields): Promise<object> {
    const queue = this.queueOf(fields);
    const most = fields.whole('MaxNumberOfMessages', 1, 10) ?? 1;
    const patience = (fields.whole('WaitTimeSeconds', 0, 20) ?? 0) * 1_000;
    const hidden = (fields.whole('VisibilityTimeout', 0, 43_200) ?? queue.settings.visibilitySeconds) * 1_000;
    const [untilHere, untilThere] = [this.clock.now() + patience, Date.now() + patience];
    for (;;) {
      this.bringUpToDate();
      const found = queue.receive(most, hidden, this.clock.now(), this.random);
      if (found.length > 0) return { Messages: found.map((message) => shown(message, fields)) };
      if (this.clock.now() >= untilHere || Date.now() >= untilThere) return {};
      await wait(LOOK_EVERY_MS);
    }
  }

  private queueOf(fields: SqsFields): MessageQueue {
    const url = fields.text('QueueUrl');
    const queue = this.queues.all.get(url.slice(url.lastIndexOf('/') + 1));
    if (queue === undefined) throw SqsError.noQueue();
    return queue;
  }

  private withId(answer: Answer): Answer {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': this.random.guid() };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

export const queueUrl = (baseUrl: string, name: string): string => `${baseUrl}/${QUEUE_ACCOUNT}/${name}`;

function shown(message: QueuedMessage, fields: SqsFields): object {
  const asked = [...fields.texts('AttributeNames'), ...fields.texts('MessageSystemAttributeNames')];
  const values: Readonly<Record<string, string>> = {
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(Math.round(message.firstReceivedAt!)),
    SentTimestamp: String(Math.round(message.sentAt)),
    SenderId: 'AIDASANDBOX',
  };
  const told = ATTRIBUTES.filter((name) => asked.includes('All') || asked.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(told.length === 0 ? {} : { Attributes: Object.fromEntries(told.map((name) => [name, values[name]])) }),
  };
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
