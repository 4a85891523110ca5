import { exactLengths } from '@connector/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateNested,
} from 'class-validator';
import type { VatConditions } from '../vat/domain/vat-rule.js';
import type { Installation } from './domain/installation.js';

const VAT_INPUTS = ['shipTo', 'shipFrom', 'buyer', 'rate', 'collector', 'scheme', 'invoiceByAmazon', 'itemCode'];

/** An object whose names are the inputs of the VAT table and whose values are plain values or lists of them. */
function IsVatConditions(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isVatConditions',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          Object.entries(value).every(
            ([name, entry]) =>
              VAT_INPUTS.includes(name) &&
              [entry].flat().every((one) => ['string', 'number', 'boolean'].includes(typeof one)),
          ),
        defaultMessage: () => `when may name ${VAT_INPUTS.join(', ')}, each with a value or a list of values`,
      },
    });
}

export class VatRuleRequest {
  @IsString()
  @Length(1, 100)
  name!: string;

  @IsObject()
  @IsVatConditions()
  when!: VatConditions;

  /** a VAT code of the division, or "item" */
  @IsString()
  @Length(1, 10)
  code!: string;
}

export class ServiceItemCodesRequest {
  @IsString() @Length(1, exactLengths.itemCode) shipping: string = 'Shipment';
  @IsString() @Length(1, exactLengths.itemCode) giftWrap: string = 'GiftWrap';
  @IsString() @Length(1, exactLengths.itemCode) surcharge: string = 'Surcharge';
}

/** A run that takes at least so many SKUs, and more than this share of those that stood above 0, down to 0 waits for a person. */
export class StockBrakeRequest {
  @IsInt() @Min(1) @Max(1_000_000) skus: number = 10;
  @IsInt() @Min(1) @Max(100) percent: number = 30;
}

export class StockSettingsRequest {
  @IsBoolean() enabled: boolean = true;
  @IsInt() @Min(1) @Max(1440) intervalMinutes: number = 60;
  @IsInt() @Min(0) @Max(10_000) buffer: number = 0;
  @ApiPropertyOptional()
  @IsOptional()
  @ValidateNested()
  @Type(() => StockBrakeRequest)
  brake?: StockBrakeRequest;
}

export class FirstImportRequest {
  @IsInt() @Min(1) @Max(1_000) items: number = 50;
  @IsInt() @Min(1) @Max(1_440) perMinutes: number = 10;
}

export class AmazonDebtorRequest {
  @IsString() @Length(1, 100) name!: string;
  @IsOptional() @IsString() @Length(1, exactLengths.vatNumber) vatNumber?: string;
  @Matches(/^[A-Z]{2}$/) country!: string;
  @ApiPropertyOptional({ description: 'Code of an account that exists; without it one is made' })
  @IsOptional()
  @IsString()
  @Length(1, exactLengths.accountCode)
  accountCode?: string;
}

/** An object whose names and values have the form that is asked. */
function IsTable(name: RegExp, value: RegExp, message: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isTable',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (table: unknown) =>
          typeof table === 'object' &&
          table !== null &&
          Object.entries(table).every(
            ([key, entry]) => name.test(key) && typeof entry === 'string' && value.test(entry),
          ),
        defaultMessage: () => message,
      },
    });
}

/** The settings of a connection as a person gives them; what is left out keeps its value or its default. */
export class InstallationRequest {
  @ApiPropertyOptional({ description: 'Code of the item group of new items' })
  @IsOptional()
  @IsString()
  itemGroup?: string;
  @ApiPropertyOptional({ description: 'Code of the payment condition' })
  @IsOptional()
  @IsString()
  paymentCondition?: string;
  @ApiPropertyOptional({ description: 'Codes of the warehouses whose stock is sold', type: [String] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  stockWarehouses?: string[];
  @ApiPropertyOptional() @IsOptional() @IsString() merchantOrderWarehouse?: string;
  @ApiPropertyOptional({ description: 'Without it, orders fulfilled by Amazon are not imported' })
  @IsOptional()
  @IsString()
  amazonOrderWarehouse?: string;
  @ApiPropertyOptional({ description: 'Ordered rules; the first that matches gives the VAT code', type: [Object] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => VatRuleRequest)
  vatTable?: VatRuleRequest[];
  @ApiPropertyOptional({ description: 'VAT code of new items, of type I' })
  @IsOptional()
  @IsString()
  itemVatCode?: string;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() usesVatCalculationService?: boolean;
  @ApiPropertyOptional() @IsOptional() @IsIn(['merchant', 'amazon']) invoicesSentBy?: 'merchant' | 'amazon';
  @ApiPropertyOptional() @IsOptional() @Matches(/^[A-Z]{2}$/) shipFromCountry?: string;
  @ApiPropertyOptional() @IsOptional() @Matches(/^[A-Z]{2}$/) amazonShipFromCountry?: string;
  @ApiPropertyOptional()
  @IsOptional()
  @ValidateNested()
  @Type(() => ServiceItemCodesRequest)
  serviceItemCodes?: ServiceItemCodesRequest;
  @ApiPropertyOptional({ description: 'Orders created before are skipped' })
  @IsOptional()
  @IsISO8601({ strict: true })
  importOrdersFrom?: string;
  @ApiPropertyOptional({ enum: ['MFN', 'AFN'], isArray: true })
  @IsOptional()
  @IsIn(['MFN', 'AFN'], { each: true })
  channels?: ('MFN' | 'AFN')[];
  @ApiPropertyOptional({ enum: ['per-buyer', 'collective', 'hybrid'] })
  @IsOptional()
  @IsIn(['per-buyer', 'collective', 'hybrid'])
  debtorMode?: 'per-buyer' | 'collective' | 'hybrid';
  @ApiPropertyOptional()
  @IsOptional()
  @ValidateNested()
  @Type(() => AmazonDebtorRequest)
  amazonDebtor?: AmazonDebtorRequest;
  @ApiPropertyOptional({
    example: { NL: '1500' },
    description: 'Codes of existing accounts for collective debtors, by country of the store',
  })
  @IsOptional()
  @IsTable(
    /^[A-Z]{2}$/,
    new RegExp(`^.{1,${exactLengths.accountCode}}$`),
    'collectiveDebtors names an account code by country, for example {"NL": "1500"}',
  )
  collectiveDebtors?: Record<string, string>;
  @ApiPropertyOptional({ enum: ['merchant', 'amazon'], description: 'Who pays the VAT of lines marked UOSS' })
  @IsOptional()
  @IsIn(['merchant', 'amazon'])
  uossCollector?: 'merchant' | 'amazon';
  @ApiPropertyOptional({
    example: { GB: 'standard-rate' },
    description: 'What Amazon keeps where it collects VAT without naming any, by territory',
  })
  @IsOptional()
  @IsTable(
    /^[A-Z]{2}(-[A-Z0-9]{2,3})?$/,
    /^(nothing|standard-rate)$/,
    'amazonKeeps says nothing or standard-rate by territory, for example {"GB": "standard-rate"}',
  )
  amazonKeeps?: Record<string, 'nothing' | 'standard-rate'>;
  @ApiPropertyOptional({ description: "Import replacements of value 0 that leave the merchant's shelf" })
  @IsOptional()
  @IsBoolean()
  importFreeReplacements?: boolean;
  @ApiPropertyOptional({ enum: ['before-connection', 'always'] })
  @IsOptional()
  @IsIn(['before-connection', 'always'])
  lookForSalesOrders?: 'before-connection' | 'always';
  @ApiPropertyOptional({ description: 'Remove the undelivered sales order of an order that Amazon cancels' })
  @IsOptional()
  @IsBoolean()
  removeCancelledSalesOrders?: boolean;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() keepEmail?: boolean;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() keepPhone?: boolean;
  @ApiPropertyOptional() @IsOptional() @IsIn(['SHIPPED', 'UNSHIPPED']) importAmazonOrdersFrom?: 'SHIPPED' | 'UNSHIPPED';
  @ApiPropertyOptional() @IsOptional() @ValidateNested() @Type(() => StockSettingsRequest) stock?: StockSettingsRequest;
  @ApiPropertyOptional()
  @IsOptional()
  @ValidateNested()
  @Type(() => FirstImportRequest)
  firstImport?: FirstImportRequest;
  @ApiPropertyOptional({ example: 'Europe/Amsterdam' })
  @IsOptional()
  @IsIn(Intl.supportedValuesOf('timeZone'))
  timeZone?: string;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() updateAdoptedItems?: boolean;
  @ApiPropertyOptional({ description: "Remove the buyer's data as soon as the sales order is there" })
  @IsOptional()
  @IsBoolean()
  purgeWhenFinished?: boolean;
  @ApiPropertyOptional({ description: 'A test administration: everything is done there, nothing is written to Amazon' })
  @IsOptional()
  @IsBoolean()
  isTestDivision?: boolean;

  /** The settings that were given, as plain values. */
  toInstallation(): Partial<Installation> {
    return JSON.parse(JSON.stringify(this)) as Partial<Installation>;
  }
}
