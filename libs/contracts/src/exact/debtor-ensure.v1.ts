import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';
import { SealedV1, sealedExample } from '../shapes/sealed.v1.js';
import { exactLengths } from './field-lengths.js';

/** Address fields of Exact, already cut to Exact's lengths by sync-core (domain D13). */
export class ExactAddressV1 {
  @IsOptional() @IsString() @MaxLength(exactLengths.addressLine) addressLine1?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.addressLine) addressLine2?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.addressLine) addressLine3?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.postcode) postcode?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.city) city?: string;
  @IsOptional() @IsString() @Length(2, exactLengths.country) country?: string;
}

/** The account, customer status C (manual chapter 4, "Relatie"). */
export class ExactAccountV1 extends ExactAddressV1 {
  @IsString() @Length(1, exactLengths.accountName) name!: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.phone) phone?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.email) email?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.vatNumber) vatNumber?: string;
}

/** The account's contact (manual chapter 4, "Contact-informatie"). */
export class ExactContactV1 {
  @IsOptional() @IsString() @MaxLength(exactLengths.contactName) firstName?: string;
  @IsString() @Length(1, exactLengths.contactName) lastName!: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.phone) phone?: string;
  @IsOptional() @IsString() @MaxLength(exactLengths.email) email?: string;
}

/** What is personal in {@link EnsureExactDebtorV1}. Travels only sealed. */
export class ExactDebtorPersonalDataV1 {
  /** absent when `accountId` is known */
  @IsOptional() @ValidateNested() @Type(() => ExactAccountV1) account?: ExactAccountV1;

  /** absent when the account exists, or has no person */
  @IsOptional() @ValidateNested() @Type(() => ExactContactV1) contact?: ExactContactV1;

  /** absent when the goods go to the account's own address */
  @IsOptional() @ValidateNested() @Type(() => ExactAddressV1) deliveryAddress?: ExactAddressV1;
}

/** Make sure that an account exists, with its contact and, where the goods go elsewhere, one delivery address. */
export class EnsureExactDebtorV1 extends ExactCommandV1 {
  /** our own key, written to SearchCode: who is meant, without saying who */
  @IsString()
  @Length(8, 40)
  debtorKey!: string;

  /** the account, when it is known already: then only the delivery address is made */
  @IsOptional()
  @IsUUID()
  accountId?: string;

  /**
   * take the account with this code, which a person named (domain D9, D11); refused with `exact_account_code_unknown` where
   * there is none, and nothing is made
   */
  @IsOptional()
  @IsString()
  @Length(1, exactLengths.accountCode)
  accountCode?: string;

  /**
   * the account that was known is gone: references of this buyer's earlier sales orders. The account that they carry now is
   * taken where it is one, else a new one is made (domain D14)
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  earlierYourRefs?: string[];

  /** we may have made the account before and forgotten it: it is looked for by `debtorKey`, and its contact, before one is made */
  @IsOptional()
  @IsBoolean()
  lookFirst?: boolean;

  /** adopt the only customer account with this VAT number (domain D7) */
  @IsBoolean()
  adoptByVatNumber!: boolean;

  /** our own key of the delivery address; with it `deliveryAddress` is made, once */
  @IsOptional()
  @IsString()
  @Length(8, 64)
  deliveryAddressKey?: string;

  /** JSON of {@link ExactDebtorPersonalDataV1} */
  @ValidateNested()
  @Type(() => SealedV1)
  personalData!: SealedV1;
}

/** The debtor is there. */
export class ExactDebtorEnsuredV1 extends CommandAnswerV1 {
  @IsInt() division!: number;
  @IsString() debtorKey!: string;
  @IsUUID() accountId!: string;
  @IsOptional() @IsUUID() contactId?: string;
  @IsOptional() @IsString() deliveryAddressKey?: string;
  @IsOptional() @IsUUID() deliveryAddressId?: string;

  /** true: an account that existed was taken, nothing on it was changed */
  @IsBoolean() adopted!: boolean;
}

export const ensureExactDebtorV1 = command('exact.debtor.ensure.v1', EnsureExactDebtorV1, {
  summary: 'Make sure that a debtor exists with contact and delivery address; answered by exact.debtor.ensured.v1.',
  example: {
    ...exactCommandExample,
    debtorKey: 'AMZ-4f1a9c0b7d2e',
    adoptByVatNumber: false,
    personalData: sealedExample,
  },
});

export const exactDebtorEnsuredV1 = event('exact.debtor.ensured.v1', ExactDebtorEnsuredV1, {
  summary: 'A debtor exists, with its contact and the delivery address that was asked for.',
  example: {
    commandId: '019ab0c2-7a00-7000-8000-000000000004',
    release: 1,
    division: 123456,
    debtorKey: 'AMZ-4f1a9c0b7d2e',
    accountId: '6f1c1d5e-9f3a-4f0e-8a56-000000000003',
    contactId: '6f1c1d5e-9f3a-4f0e-8a56-000000000004',
    adopted: false,
  },
});
