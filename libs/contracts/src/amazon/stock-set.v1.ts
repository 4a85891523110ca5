import { IsInt, IsString, Length, Min } from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';

/** Write one quantity for one SKU. It holds for every store of the seller: Amazon keeps it per seller and SKU. */
export class SetAmazonStockV1 {
  /** how often this work has been released, starting at 1; answers name it */
  @IsInt()
  @Min(1)
  release!: number;

  @IsString()
  @Length(1, 255)
  sku!: string;

  /** a store that has this SKU */
  @IsString()
  marketplaceId!: string;

  /** pieces for sale, 0 = sold out */
  @IsInt()
  @Min(0)
  quantity!: number;
}

/** Amazon took the quantity over for processing; it is not yet visible (domain S6). */
export class AmazonStockAcceptedV1 extends CommandAnswerV1 {
  @IsString()
  sku!: string;

  @IsInt()
  @Min(0)
  quantity!: number;

  @IsString()
  submissionId!: string;
}

export const setAmazonStockV1 = command('amazon.stock.set.v1', SetAmazonStockV1, {
  summary: 'Write one quantity for one SKU; answered by amazon.stock.accepted.v1 or amazon.command.refused.v1.',
  example: { release: 1, sku: 'MUG-BLUE', marketplaceId: 'A1805IZSGTT6HS', quantity: 7 },
});

export const amazonStockAcceptedV1 = event('amazon.stock.accepted.v1', AmazonStockAcceptedV1, {
  summary: 'Amazon took a quantity over for processing.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000002',
    release: 1,
    sku: 'MUG-BLUE',
    quantity: 7,
    submissionId: 'f1dc2914-75dd-11ea-bc55-0242ac130003',
  },
});
