import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Min,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';

/** Which orders of a seller, in all his stores. */
export class AmazonOrderSelectionV1 {
  /** placed at this moment or later; Amazon gives nothing older than two years */
  @IsISO8601({ strict: true })
  createdAfter!: string;

  /** placed before this moment; absent: up to now */
  @IsOptional()
  @IsISO8601({ strict: true })
  createdBefore?: string;

  /** PENDING, UNSHIPPED, …; absent: whatever their state */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @IsString({ each: true })
  fulfillmentStatuses?: string[];

  /** MERCHANT or AMAZON; absent: both */
  @IsOptional()
  @IsString()
  fulfilledBy?: string;
}

/** Say how many orders a selection has and what reading them takes, before anybody starts it. */
export class EstimateAmazonOrdersV1 {
  /** how often this work has been released, starting at 1; answers name it */
  @IsInt()
  @Min(1)
  release!: number;

  @ValidateNested()
  @Type(() => AmazonOrderSelectionV1)
  selection!: AmazonOrderSelectionV1;
}

/** What reading a selection takes. */
export class AmazonOrdersEstimatedV1 extends CommandAnswerV1 {
  @IsInt()
  @Min(0)
  orders!: number;

  /** false: reckoned from samples, because Amazon tells no total */
  @IsBoolean()
  isExact!: boolean;

  /** searches that it takes, at 100 orders each */
  @IsInt()
  @Min(0)
  calls!: number;

  /** seconds until the last of them may be made under Amazon's limit */
  @IsInt()
  @Min(0)
  seconds!: number;
}

/** Read a selection of orders behind the daily work. */
export class BackfillAmazonOrdersV1 {
  @IsInt()
  @Min(1)
  release!: number;

  @ValidateNested()
  @Type(() => AmazonOrderSelectionV1)
  selection!: AmazonOrderSelectionV1;

  /** true: orders that were published before as they are go out once more */
  @IsOptional()
  @IsBoolean()
  again?: boolean;
}

/** The reading has begun, or is in its turn: one selection of a connection after the other. */
export class AmazonOrdersBackfillStartedV1 extends CommandAnswerV1 {}

/** A page of a selection was read; its orders went out just before. */
export class AmazonOrdersBackfillAdvancedV1 {
  /** `messageId` of the command that asked for it */
  @IsUUID()
  backfillId!: string;

  /** orders read so far */
  @IsInt()
  @Min(0)
  orders!: number;

  /** searches made so far */
  @IsInt()
  @Min(0)
  calls!: number;

  /** true: this was the last page */
  @IsBoolean()
  finished!: boolean;
}

const selection = { createdAfter: '2026-10-01T00:00:00.000Z', createdBefore: '2026-11-01T00:00:00.000Z' };
const answer = { commandId: '019ab0c2-7a00-7000-8000-000000000004', release: 1 };

export const estimateAmazonOrdersV1 = command('amazon.orders.estimate.v1', EstimateAmazonOrdersV1, {
  summary: 'Say what reading a selection of orders takes; answered by amazon.orders.estimated.v1.',
  example: { release: 1, selection },
});

export const amazonOrdersEstimatedV1 = event('amazon.orders.estimated.v1', AmazonOrdersEstimatedV1, {
  summary: 'How many orders a selection has, and what reading them takes.',
  example: { ...answer, orders: 1_250, isExact: false, calls: 13, seconds: 0 },
});

export const backfillAmazonOrdersV1 = command('amazon.orders.backfill.v1', BackfillAmazonOrdersV1, {
  summary:
    'Read a selection of orders behind the daily work; answered by amazon.orders.backfill-started.v1, then amazon.orders.backfill-advanced.v1 a page.',
  example: { release: 1, selection },
});

export const amazonOrdersBackfillStartedV1 = event('amazon.orders.backfill-started.v1', AmazonOrdersBackfillStartedV1, {
  summary: 'A selection of orders is being read.',
  example: answer,
});

export const amazonOrdersBackfillAdvancedV1 = event(
  'amazon.orders.backfill-advanced.v1',
  AmazonOrdersBackfillAdvancedV1,
  {
    summary: 'A page of a selection of orders was read; its orders went out before.',
    example: { backfillId: answer.commandId, orders: 200, calls: 2, finished: false },
  },
);
