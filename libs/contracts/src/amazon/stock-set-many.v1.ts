import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Min,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';

/** What of one SKU is to be for sale. */
export class AmazonOfferedQuantityV1 {
  @IsString()
  @Length(1, 255)
  sku!: string;

  /** pieces for sale, 0 = sold out */
  @IsInt()
  @Min(0)
  quantity!: number;
}

/** Amazon, or the gateway for it, refuses a quantity. */
export class AmazonRefusedQuantityV1 {
  @IsString()
  @Length(1, 255)
  sku!: string;

  /** a code of the reason catalogue */
  @IsString()
  reasonCode!: string;

  /** Amazon's own words */
  @IsOptional()
  @IsString()
  platformMessage?: string;
}

/** Write many quantities, each SKU once. The gateway chooses how: single writes, or a feed where that is sooner done. */
export class SetManyAmazonStockV1 {
  /** how often this work has been released, starting at 1; answers name it */
  @IsInt()
  @Min(1)
  release!: number;

  /** a store that has these SKUs */
  @IsString()
  marketplaceId!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2_500)
  @ValidateNested({ each: true })
  @Type(() => AmazonOfferedQuantityV1)
  offers!: AmazonOfferedQuantityV1[];
}

/** What became of a part of the quantities; each SKU is reported once. */
export class AmazonStockManyReportedV1 {
  /** `messageId` of the command */
  @IsString()
  commandId!: string;

  /** Amazon took these over for processing; they are not yet visible (domain S6) */
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => AmazonOfferedQuantityV1)
  accepted!: AmazonOfferedQuantityV1[];

  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => AmazonRefusedQuantityV1)
  refused!: AmazonRefusedQuantityV1[];
}

/** Every SKU of the command was reported. */
export class AmazonStockManyDoneV1 extends CommandAnswerV1 {
  @IsInt()
  @Min(0)
  accepted!: number;

  @IsInt()
  @Min(0)
  refused!: number;
}

const commandId = '019ab0c2-7a00-7000-8000-000000000005';

export const setManyAmazonStockV1 = command('amazon.stock.set-many.v1', SetManyAmazonStockV1, {
  summary:
    'Write many quantities; amazon.stock.many-reported.v1 tells what became of each, then amazon.stock.many-done.v1 answers.',
  example: {
    release: 1,
    marketplaceId: 'A1805IZSGTT6HS',
    offers: [
      { sku: 'MUG-BLUE', quantity: 7 },
      { sku: 'MUG-RED', quantity: 0 },
    ],
  },
});

export const amazonStockManyReportedV1 = event('amazon.stock.many-reported.v1', AmazonStockManyReportedV1, {
  summary: 'What became of some of many quantities.',
  example: {
    commandId,
    accepted: [{ sku: 'MUG-BLUE', quantity: 7 }],
    refused: [{ sku: 'MUG-RED', reasonCode: 'amazon_quantity_refused', platformMessage: "'quantity' is not valid" }],
  },
});

export const amazonStockManyDoneV1 = event('amazon.stock.many-done.v1', AmazonStockManyDoneV1, {
  summary: 'Every one of many quantities was reported.',
  example: { commandId, release: 1, accepted: 1, refused: 1 },
});
