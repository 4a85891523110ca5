import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { event } from '../contract.js';
import { MoneyV1 } from '../shapes/money.v1.js';
import { SealedV1, sealedExample } from '../shapes/sealed.v1.js';

/** A part of one component, for example the tax on shipping. Amazon gives details for TAX and DISCOUNT only. */
export class AmazonProceedsDetailV1 {
  /** ITEM, SHIPPING, GIFT_WRAP, COD_FEE, OTHER, DISCOUNT; unknown values are kept */
  @IsString()
  subtype!: string;

  @ValidateNested()
  @Type(() => MoneyV1)
  amount!: MoneyV1;
}

/** One component of a line's proceeds, per line and not per piece (reference: Orders API 2026-01-01, ItemProceeds). */
export class AmazonProceedsComponentV1 {
  /** ITEM, SHIPPING, GIFT_WRAP, COD_FEE, OTHER, TAX, DISCOUNT; unknown values are kept */
  @IsString()
  type!: string;

  @ValidateNested()
  @Type(() => MoneyV1)
  amount!: MoneyV1;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonProceedsDetailV1)
  details!: AmazonProceedsDetailV1[];
}

/** Who collects tax on a line in place of the merchant. */
export class AmazonTaxCollectionV1 {
  /** MARKETPLACE_FACILITATOR; unknown values are kept */
  @IsOptional()
  @IsString()
  model?: string;

  @IsOptional()
  @IsString()
  responsibleParty?: string;
}

/** One order line as Amazon tells it. */
export class AmazonOrderLineV1 {
  /** digits, larger than a safe integer: always a string */
  @IsString()
  @Length(1, 40)
  orderItemId!: string;

  @IsOptional()
  @IsString()
  sku?: string;

  @IsOptional()
  @IsString()
  asin?: string;

  @IsOptional()
  @IsString()
  title?: string;

  @IsInt()
  @Min(0)
  quantityOrdered!: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  quantityFulfilled?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  quantityUnfulfilled?: number;

  /** who asked for a cancellation (BUYER), not yet done */
  @IsOptional()
  @IsString()
  cancellationRequestedBy?: string;

  /** who cancelled pieces of this line: a cancellation was carried out */
  @IsOptional()
  @IsString()
  cancelledBy?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  unitPrice?: MoneyV1;

  /** what the buyer pays for this line */
  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  proceedsTotal?: MoneyV1;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonProceedsComponentV1)
  components!: AmazonProceedsComponentV1[];

  /** IOSS, UOSS, …; unknown values are kept */
  @IsArray()
  @IsString({ each: true })
  reportingSchemes!: string[];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonTaxCollectionV1)
  taxCollections!: AmazonTaxCollectionV1[];
}

/** A tie to another order, for example the one that this order replaces. */
export class AmazonAssociatedOrderV1 {
  @IsString()
  orderId!: string;

  /** REPLACEMENT_ORIGINAL_ID, EXCHANGE_ORIGINAL_ID; unknown values are kept */
  @IsString()
  associationType!: string;
}

/** The whole order as Amazon tells it now; sync-core decides what it means. */
export class AmazonOrderUpdatedV1 {
  @Matches(/^\d{3}-\d{7}-\d{7}$/)
  amazonOrderId!: string;

  @IsISO8601({ strict: true })
  createdTime!: string;

  /** an update older than the one stored changes nothing */
  @IsISO8601({ strict: true })
  lastUpdatedTime!: string;

  /** hash over the normalised order, personal data included */
  @IsString()
  @Length(16, 64)
  contentHash!: string;

  /** AMAZON or NON_AMAZON; unknown values are kept */
  @IsString()
  salesChannel!: string;

  @IsOptional()
  @IsString()
  marketplaceId?: string;

  /** AMAZON_BUSINESS, INVOICE_BY_AMAZON, PRIME, …; unknown values are kept */
  @IsArray()
  @IsString({ each: true })
  programs!: string[];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AmazonAssociatedOrderV1)
  associatedOrders!: AmazonAssociatedOrderV1[];

  /** PENDING, UNSHIPPED, …; absent where Amazon left it out; unknown values are kept */
  @IsOptional()
  @IsString()
  fulfillmentStatus?: string;

  /** MERCHANT (MFN) or AMAZON (AFN) */
  @IsOptional()
  @IsString()
  fulfilledBy?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  latestShipTime?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  latestDeliveryTime?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  grandTotal?: MoneyV1;

  @IsOptional()
  @ValidateNested()
  @Type(() => MoneyV1)
  deliveryTip?: MoneyV1;

  /** ISO 3166-1 alpha-2; the rest of the address is sealed */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/)
  shipToCountry?: string;

  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => AmazonOrderLineV1)
  lines!: AmazonOrderLineV1[];

  /** JSON of {@link AmazonOrderPersonalDataV1}; absent where Amazon gave none */
  @IsOptional()
  @ValidateNested()
  @Type(() => SealedV1)
  personalData?: SealedV1;

  /** data sets that Amazon refused because the seller granted no role for them, for example RECIPIENT */
  @IsArray()
  @IsString({ each: true })
  withheld!: string[];
}

/** An Amazon order was seen for the first time, or its content changed. */
export const amazonOrderUpdatedV1 = event('amazon.order.updated.v1', AmazonOrderUpdatedV1, {
  summary:
    'An order was seen for the first time or its content changed; sent once for each (order, lastUpdatedTime, content).',
  example: {
    amazonOrderId: '402-1234567-1234567',
    createdTime: '2026-11-23T08:15:00.000Z',
    lastUpdatedTime: '2026-11-23T08:45:00.000Z',
    contentHash: '5f2b8c0e9d7a4b13',
    salesChannel: 'AMAZON',
    marketplaceId: 'A1805IZSGTT6HS',
    programs: [],
    associatedOrders: [],
    fulfillmentStatus: 'UNSHIPPED',
    fulfilledBy: 'MERCHANT',
    latestShipTime: '2026-11-24T22:59:59.000Z',
    grandTotal: { minorUnits: 1495, currency: 'EUR' },
    shipToCountry: 'NL',
    lines: [
      {
        orderItemId: '10000000000000000001',
        sku: 'MUG-BLUE',
        asin: 'B000000001',
        title: 'Mug, blue',
        quantityOrdered: 3,
        quantityFulfilled: 0,
        quantityUnfulfilled: 3,
        unitPrice: { minorUnits: 333, currency: 'EUR' },
        proceedsTotal: { minorUnits: 1495, currency: 'EUR' },
        components: [
          { type: 'ITEM', amount: { minorUnits: 1000, currency: 'EUR' }, details: [] },
          { type: 'SHIPPING', amount: { minorUnits: 495, currency: 'EUR' }, details: [] },
        ],
        reportingSchemes: [],
        taxCollections: [],
      },
    ],
    personalData: sealedExample,
    withheld: [],
  },
});
