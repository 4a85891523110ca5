import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';

export class ExactItemGroupV1 {
  @IsUUID() id!: string;
  @IsString() code!: string;
  @IsString() description!: string;
  @IsBoolean() isDefault!: boolean;
}

export class ExactPaymentConditionV1 {
  @IsString() code!: string;
  @IsString() description!: string;
}

export class ExactWarehouseV1 {
  @IsUUID() id!: string;
  @IsString() code!: string;
  @IsString() description!: string;
  @IsBoolean() isMain!: boolean;
}

/** A VAT code of the division (reference: exact-online 10). */
export class ExactVatCodeV1 {
  /** blanks trimmed */
  @IsString() code!: string;
  @IsString() description!: string;

  /** E: amounts exclude VAT; I: amounts include it; B: a base at 0 %; N: no VAT. Unknown values are kept */
  @IsString() type!: string;

  /** 21 % is 2100 */
  @IsInt() @Min(0) percentageBasisPoints!: number;

  /** S sales, P purchase, B both */
  @IsOptional() @IsString() transactionType?: string;
  @IsBoolean() isBlocked!: boolean;

  /** country of a One-Stop-Shop code */
  @IsOptional() @Matches(/^[A-Z]{2}$/) ossCountry?: string;
  @IsBoolean() onEuSalesList!: boolean;
}

/** A currency that is active in the division. */
export class ExactCurrencyV1 {
  @Matches(/^[A-Z]{3}$/) code!: string;

  /** decimals of prices, as Exact's PricePrecision allows */
  @IsInt() @Min(0) @Max(8) priceDecimals!: number;
}

export class ExactUnitV1 {
  @IsString() code!: string;
  @IsBoolean() isMain!: boolean;
}

/** A financial year that somebody made in the division (manual chapter 8). */
export class ExactFinancialYearV1 {
  @IsInt() year!: number;

  /** first and last day of its periods, YYYY-MM-DD */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) startDate!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) endDate!: string;
}

/** An administration that the user of the connection may open. */
export class ExactDivisionChoiceV1 {
  @IsInt() code!: number;
  @IsString() name!: string;

  /** ISO 3166-1 alpha-2 */
  @IsString() country!: string;
  @IsString() currency!: string;

  /** false: archived, inactive, or a conversion, restore or copy is running */
  @IsBoolean() isUsable!: boolean;
}

/** What a probing call showed of a part of Exact: whether the package has it and the user may use it. */
export class ExactRightV1 {
  /** `accounts`, `items`, `prices`, `sales-orders`, `stock`, `deletions` or `webhooks` */
  @IsString() part!: string;

  /** `granted`, or `refused`: the package lacks it or the user lacks the right */
  @IsString() state!: string;
}

/** What a division has: the choices of the installation (domain V2). */
export class ExactMasterDataPublishedV1 {
  @IsInt() division!: number;
  @IsISO8601({ strict: true }) readAt!: string;
  @IsString() divisionName!: string;

  /** ISO 3166-1 alpha-2 */
  @Matches(/^[A-Z]{2}$/) country!: string;
  @Matches(/^[A-Z]{3}$/) currency!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExactItemGroupV1) itemGroups!: ExactItemGroupV1[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ExactPaymentConditionV1)
  paymentConditions!: ExactPaymentConditionV1[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExactWarehouseV1) warehouses!: ExactWarehouseV1[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExactVatCodeV1) vatCodes!: ExactVatCodeV1[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExactCurrencyV1) currencies!: ExactCurrencyV1[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExactUnitV1) units!: ExactUnitV1[];

  /** the year before this one, and later ones */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ExactFinancialYearV1)
  financialYears?: ExactFinancialYearV1[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ExactDivisionChoiceV1)
  divisions?: ExactDivisionChoiceV1[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ExactRightV1)
  rights?: ExactRightV1[];
}

/** Read the master data of a division again. */
export class FetchExactMasterDataV1 extends ExactCommandV1 {
  /** `routine`: a copy read within the last day will do; `now`: a person is waiting for what just changed */
  @IsIn(['routine', 'now'])
  freshness!: 'routine' | 'now';
}

/** The command is done; the data themselves came as exact.master-data.published.v1. */
export class ExactMasterDataFetchedV1 {
  @IsUUID() commandId!: string;
  @IsInt() @Min(1) release!: number;
  @IsInt() division!: number;
}

export const fetchExactMasterDataV1 = command('exact.master-data.fetch.v1', FetchExactMasterDataV1, {
  summary:
    'Read the master data of a division again; answered by exact.master-data.fetched.v1 after exact.master-data.published.v1.',
  example: { ...exactCommandExample, freshness: 'routine' },
});

export const exactMasterDataFetchedV1 = event('exact.master-data.fetched.v1', ExactMasterDataFetchedV1, {
  summary: 'The master data of a division were read and published.',
  example: { commandId: '019ab0c2-7a00-7000-8000-000000000003', release: 1, division: 123456 },
});

export const exactMasterDataPublishedV1 = event('exact.master-data.published.v1', ExactMasterDataPublishedV1, {
  summary: 'What a division has: item groups, payment conditions, warehouses, VAT codes, currencies, units.',
  example: {
    division: 123456,
    readAt: '2026-11-23T06:00:00.000Z',
    divisionName: 'Voorbeeld B.V.',
    country: 'NL',
    currency: 'EUR',
    itemGroups: [{ id: '6f1c1d5e-9f3a-4f0e-8a56-000000000001', code: 'WEB', description: 'Webshop', isDefault: true }],
    paymentConditions: [{ code: 'AM', description: 'Amazon' }],
    warehouses: [{ id: '6f1c1d5e-9f3a-4f0e-8a56-000000000002', code: '1', description: 'Magazijn', isMain: true }],
    vatCodes: [
      {
        code: '2',
        description: 'BTW hoog, inclusief',
        type: 'I',
        percentageBasisPoints: 2100,
        transactionType: 'B',
        isBlocked: false,
        onEuSalesList: false,
      },
    ],
    currencies: [{ code: 'EUR', priceDecimals: 2 }],
    units: [{ code: 'stuk', isMain: true }],
    financialYears: [{ year: 2026, startDate: '2026-01-01', endDate: '2026-12-31' }],
    divisions: [{ code: 123456, name: 'Voorbeeld B.V.', country: 'NL', currency: 'EUR', isUsable: true }],
    rights: [
      { part: 'sales-orders', state: 'granted' },
      { part: 'stock', state: 'refused' },
    ],
  },
});
