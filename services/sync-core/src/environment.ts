import { ServiceEnvironment } from '@connector/platform';
import { IsInt, IsOptional, IsUrl, Length, Max, Min, MinLength } from 'class-validator';

/** The variables of sync-core. */
export class SyncCoreEnvironment extends ServiceEnvironment {
  /** whoever presents it may use the API */
  @MinLength(16, { message: 'must be a token of at least 16 characters' })
  API_TOKEN!: string;

  /** where browsers reach the amazon-gateway, for the consent of sellers; absent: refresh tokens are given by hand */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  AMAZON_GATEWAY_PUBLIC_URL?: string;

  /** seconds until a gateway's answer to a command is overdue and the command is sent again under the same id */
  @IsInt()
  @Min(5)
  @Max(3_600)
  ANSWER_DUE_SECONDS: number = 180;

  /** whom a bookkeeper asks, in every answer to "why": the manual's chapter 9 unless the operator is another */
  @Length(3, 200, { message: 'must be a text of 3 to 200 characters' })
  SUPPORT_CONTACT: string = 'support@iwebdevelopment.nl, +31 (0)76-7002008';

  /** where browsers reach the exact-gateway: what the links to Exact's consent page begin with */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  EXACT_GATEWAY_PUBLIC_URL?: string;
}
