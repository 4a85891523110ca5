import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';

/** An address as Amazon gives it; any part may be missing. */
export class AmazonAddressV1 {
  @IsOptional() @IsString() name?: string;
  @IsOptional() @IsString() companyName?: string;
  @IsOptional() @IsString() addressLine1?: string;
  @IsOptional() @IsString() addressLine2?: string;
  @IsOptional() @IsString() addressLine3?: string;
  @IsOptional() @IsString() city?: string;
  @IsOptional() @IsString() stateOrRegion?: string;
  @IsOptional() @IsString() postalCode?: string;
  @IsOptional() @IsString() countryCode?: string;
  @IsOptional() @IsString() phone?: string;
  /** RESIDENTIAL, COMMERCIAL, PICKUP_POINT */
  @IsOptional() @IsString() addressType?: string;
}

/** The buyer's tax registration, where the seller's roles and the country give it. */
export class AmazonTaxRegistrationV1 {
  @IsOptional() @IsString() legalName?: string;
  @IsOptional() @IsString() type?: string;
  @IsOptional() @IsString() number?: string;
  @IsOptional() @ValidateNested() @Type(() => AmazonAddressV1) address?: AmazonAddressV1;
}

/** The message that goes with a gift. */
export class AmazonGiftMessageV1 {
  @IsString() orderItemId!: string;
  @IsString() message!: string;
}

/** What is personal in an Amazon order. Travels only sealed, as `personalData` of `amazon.order.updated.v1`. */
export class AmazonOrderPersonalDataV1 {
  @IsOptional() @IsString() buyerName?: string;
  @IsOptional() @IsString() buyerEmail?: string;
  @IsOptional() @IsString() buyerCompanyName?: string;
  @IsOptional() @IsString() purchaseOrderNumber?: string;
  @IsOptional() @ValidateNested() @Type(() => AmazonAddressV1) deliveryAddress?: AmazonAddressV1;
  @IsOptional() @ValidateNested() @Type(() => AmazonTaxRegistrationV1) taxRegistration?: AmazonTaxRegistrationV1;
  @IsOptional() @IsString() deliveryInstructions?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => AmazonGiftMessageV1) giftMessages!: AmazonGiftMessageV1[];
}
