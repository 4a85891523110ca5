import { createHash, createHmac } from 'node:crypto';
import { AWS_KEY } from '../index.js';

export interface SqsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** Speaks SQS's JSON protocol, signed as AWS wants it. */
export class QueueClient {
  constructor(
    private readonly queueUrl: string,
    private readonly key: { id: string; secret: string } = AWS_KEY,
  ) {}

  async call(action: string, fields: object, signed = true): Promise<SqsAnswer> {
    const url = new URL(this.queueUrl);
    const body = JSON.stringify({ QueueUrl: this.queueUrl, ...fields });
    const date = '20261120T100000Z';
    const headers: Record<string, string> = {
      'content-type': 'application/x-amz-json-1.0',
      host: url.host,
      'x-amz-date': date,
      'x-amz-target': `AmazonSQS.${action}`,
    };
    const names = Object.keys(headers).sort();
    const canonical = [
      'POST',
      url.pathname,
      '',
      ...names.map((name) => `${name}:${headers[name]}`),
      '',
      names.join(';'),
      sha256(body),
    ].join('\n');
    const scope = [date.slice(0, 8), 'eu-west-1', 'sqs', 'aws4_request'];
    const signingKey = scope.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${this.key.secret}`);
    const signature = hmac(signingKey, ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n'));
    const authorization = `AWS4-HMAC-SHA256 Credential=${this.key.id}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...(signed ? { authorization } : {}) },
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  }

  async receive(fields: object = {}): Promise<Received[]> {
    const { body } = await this.call('ReceiveMessage', { MaxNumberOfMessages: 10, ...fields });
    return (body['Messages'] as Received[] | undefined) ?? [];
  }

  /** What came, read and deleted. */
  async take<Body = Record<string, unknown>>(): Promise<Body[]> {
    const received = await this.receive();
    for (const { ReceiptHandle } of received) await this.call('DeleteMessage', { ReceiptHandle });
    return received.map(({ Body }) => JSON.parse(Body) as Body);
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
