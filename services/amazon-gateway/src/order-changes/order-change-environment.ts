import { IsOptional, IsUrl, Matches } from 'class-validator';
import { ConsentEnvironment } from '../consent/consent-environment.js';

/** Amazon's notifications of order changes: off unless a queue is named; polling goes on either way. */
export class OrderChangeEnvironment extends ConsentEnvironment {
  /** the queue from which they are read; the AWS key comes from the usual places (`AWS_ACCESS_KEY_ID`, a role) */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  ORDER_CHANGE_QUEUE_URL?: string;

  /** the same queue as Amazon must be told it */
  @IsOptional()
  @Matches(/^arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/, { message: 'must be the ARN of a standard SQS queue' })
  ORDER_CHANGE_QUEUE_ARN?: string;
}
