import { IsInt, Matches, Min } from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';

/** Read one order again, as it is at Amazon now. */
export class FetchAmazonOrderV1 {
  /** how often this work has been released, starting at 1; answers name it */
  @IsInt()
  @Min(1)
  release!: number;

  @Matches(/^\d{3}-\d{7}-\d{7}$/)
  amazonOrderId!: string;
}

/** The order was read; it went out just before as `amazon.order.updated.v1`, unchanged or not. */
export class AmazonOrderFetchedV1 extends CommandAnswerV1 {
  @Matches(/^\d{3}-\d{7}-\d{7}$/)
  amazonOrderId!: string;
}

export const fetchAmazonOrderV1 = command('amazon.order.fetch.v1', FetchAmazonOrderV1, {
  summary:
    'Read one order again; it goes out as amazon.order.updated.v1, then amazon.order.fetched.v1 answers. Unknown at Amazon: refused.',
  example: { release: 1, amazonOrderId: '402-1234567-1234567' },
});

export const amazonOrderFetchedV1 = event('amazon.order.fetched.v1', AmazonOrderFetchedV1, {
  summary: 'One order was read again on request and went out as amazon.order.updated.v1.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000003',
    release: 1,
    amazonOrderId: '402-1234567-1234567',
  },
});
