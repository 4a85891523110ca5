import { IsBoolean, IsISO8601, IsOptional, IsString, IsUrl } from 'class-validator';
import { ServiceEnvironment } from '@connector/platform';

/** What the consent of a seller needs; without an application id tokens are given by hand (a self-authorised application). */
export class ConsentEnvironment extends ServiceEnvironment {
  /** `amzn1.sp.solution.…` or `amzn1.sellerapps.app.…`, of a public application */
  @IsOptional()
  @IsString()
  AMAZON_APPLICATION_ID?: string;

  /** the application is a draft at Amazon: its consent page is asked for as a beta */
  @IsBoolean()
  AMAZON_APPLICATION_DRAFT: boolean = false;

  /** where browsers reach this service; `/consent/callback` below it is registered at Amazon as redirect URI */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  AMAZON_GATEWAY_PUBLIC_URL?: string;

  /** another Seller Central than that of the seller's store, for a test installation */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  AMAZON_SELLER_CENTRAL_URL?: string;

  /** the day on which the client secret was made at Amazon; it lives for 180 days */
  @IsOptional()
  @IsISO8601({ strict: true })
  AMAZON_CLIENT_SECRET_SINCE?: string;
}
