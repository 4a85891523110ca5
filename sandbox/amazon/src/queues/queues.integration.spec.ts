import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { QueueClient } from '../testing/queue-client.js';
import { StartedSandbox } from '../testing/started-sandbox.js';

describe('A queue of Amazon SQS', () => {
  let sandbox: StartedSandbox;
  let url: string;
  let queue: QueueClient;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    ({ url } = await sandbox.control<{ url: string }>('POST', '/queues', { name: 'orders' }));
    queue = new QueueClient(url);
  });
  afterEach(() => sandbox.close());

  const send = (...bodies: string[]): Promise<unknown> =>
    Promise.all(bodies.map((MessageBody) => queue.call('SendMessage', { MessageBody })));

  it('hands a message out, hides it for the visibility time-out, and shows it again until it is deleted', async () => {
    await send('hello');
    const [first] = await queue.receive({ MessageSystemAttributeNames: ['All'] });
    expect(first).toMatchObject({ Body: 'hello', MD5OfBody: createHash('md5').update('hello').digest('hex') });
    expect(first!.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(await queue.receive()).toEqual([]);
    await sandbox.advance(31);
    const [again] = await queue.receive({ AttributeNames: ['ApproximateReceiveCount'] });
    expect([again!.MessageId, again!.Attributes]).toEqual([first!.MessageId, { ApproximateReceiveCount: '2' }]);
    expect((await queue.call('DeleteMessage', { ReceiptHandle: again!.ReceiptHandle })).status).toBe(200);
    await sandbox.advance(31);
    expect(await queue.receive()).toEqual([]);
  });

  it('takes a receipt of an earlier time without a word, and keeps the message', async () => {
    await send('hello');
    const [first] = await queue.receive();
    await sandbox.advance(31);
    await queue.receive({ VisibilityTimeout: 0 });
    expect((await queue.call('DeleteMessage', { ReceiptHandle: first!.ReceiptHandle })).status).toBe(200);
    expect(await queue.receive()).toHaveLength(1);
  });

  it('shows a message sooner or later when it is told to, and deletes in batches', async () => {
    await send('a', 'b');
    const [one, other] = await queue.receive();
    const { ReceiptHandle } = one!;
    expect((await queue.call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 })).status).toBe(200);
    const [again] = await queue.receive();
    const Entries = [again!, other!].map((message, index) => ({
      Id: String(index),
      ReceiptHandle: message.ReceiptHandle,
    }));
    const { body } = await queue.call('DeleteMessageBatch', { Entries });
    expect(body['Successful']).toEqual([{ Id: '0' }, { Id: '1' }]);
    const { body: state } = await queue.call('GetQueueAttributes', { AttributeNames: ['All'] });
    expect(state['Attributes']).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  it('keeps no order, hands out at most ten, and forgets after four days', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => String(index));
    for (const body of bodies) await send(body);
    const received = (await queue.receive()).map(({ Body }) => Body);
    expect(received).toHaveLength(10);
    expect(received).not.toEqual(bodies.slice(0, 10));
    await sandbox.advance(4 * 86_400 + 60);
    expect(await queue.receive()).toEqual([]);
  });

  it('hands a message out twice now and then, where it is told to', async () => {
    await sandbox.control('PUT', '/queues/orders', { duplicates: 0.9 });
    await send('hello');
    const times = await Promise.all(Array.from({ length: 8 }, () => queue.receive()));
    expect(times.flat().length).toBeGreaterThan(1);
  });

  it('waits for a message as long as it is asked to, on the shorter of both clocks', async () => {
    await sandbox.control('PUT', '/clock', { speed: 100 });
    const waiting = queue.receive({ WaitTimeSeconds: 20 });
    await send('late');
    expect(await waiting).toHaveLength(1);
    expect(await queue.receive({ WaitTimeSeconds: 20 })).toEqual([]);
  });

  it('opens to who signs with the key alone', async () => {
    expect((await queue.call('ReceiveMessage', {}, false)).status).toBe(403);
    const wrong = await new QueueClient(url, { id: 'AKIAIOSANDBOXEXAMPLE', secret: 'wrong' }).call(
      'ReceiveMessage',
      {},
    );
    expect([wrong.status, wrong.body['__type']]).toEqual([403, 'com.amazon.coral.service#InvalidSignatureException']);
    const unknown = await new QueueClient(url, { id: 'AKIDOTHER', secret: 'sandbox-aws-secret' }).call(
      'ReceiveMessage',
      {},
    );
    expect(unknown.status).toBe(403);
  });

  it('says no as SQS does', async () => {
    const none = await new QueueClient(url.replace('orders', 'none')).call('ReceiveMessage', {});
    expect([none.status, none.body['__type']]).toEqual([400, 'com.amazonaws.sqs#QueueDoesNotExist']);
    expect(none.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
    const many = await queue.call('ReceiveMessage', { MaxNumberOfMessages: 11 });
    expect([many.status, many.body['message']]).toEqual([400, expect.stringContaining('Must be between 1 and 10')]);
    expect((await queue.call('SendMessage', {})).body['__type']).toMatch(/MissingRequiredParameter/);
    expect((await queue.call('CreateQueue', {})).body['__type']).toMatch(/UnknownOperation/);
    const { body } = await queue.call('GetQueueUrl', { QueueName: 'orders' });
    expect(body).toEqual({ QueueUrl: url });
  });
});
