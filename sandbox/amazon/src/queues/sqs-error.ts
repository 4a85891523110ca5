import type { Answer } from '@connector/simulation';
import type { SignatureFault } from './aws-signature.js';

/** What SQS says no with, in its JSON protocol. */
export class SqsError extends Error {
  override readonly name = 'SqsError';

  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    /** the code of the older query protocol, which clients still look at */
    readonly queryCode?: string,
  ) {
    super(message);
  }

  static noQueue = (): SqsError =>
    new SqsError(
      400,
      'com.amazonaws.sqs#QueueDoesNotExist',
      'The specified queue does not exist.',
      'AWS.SimpleQueueService.NonExistentQueue',
    );

  static receipt = (): SqsError =>
    new SqsError(
      400,
      'com.amazonaws.sqs#ReceiptHandleIsInvalid',
      'The input receipt handle is invalid.',
      'ReceiptHandleIsInvalid',
    );

  static invalidValue = (message: string): SqsError =>
    new SqsError(400, 'com.amazon.coral.service#InvalidParameterValueException', message, 'InvalidParameterValue');

  static missing = (name: string): SqsError =>
    new SqsError(
      400,
      'com.amazon.coral.service#MissingRequiredParameterException',
      `The request must contain the parameter ${name}.`,
      'MissingParameter',
    );

  static unknownOperation = (): SqsError => new SqsError(400, 'com.amazon.coral.service#UnknownOperationException', '');

  static signature(fault: SignatureFault): SqsError {
    const said = {
      missing: ['MissingAuthenticationTokenException', 'Request is missing Authentication Token'],
      'unknown-key': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
      wrong: [
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided.',
      ],
    }[fault] as [string, string];
    return new SqsError(403, `com.amazon.coral.service#${said[0]}`, said[1]);
  }

  static unreadable = (): SqsError =>
    new SqsError(400, 'com.amazon.coral.service#SerializationException', 'The body is no JSON object');

  answer(): Answer {
    return {
      status: this.status,
      headers: this.queryCode === undefined ? {} : { 'x-amzn-query-error': `${this.queryCode};Sender` },
      body: { __type: this.type, message: this.message },
    };
  }
}
