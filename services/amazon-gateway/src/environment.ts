import { IsInt, IsOptional, IsString, IsUrl, Min } from 'class-validator';
import { OrderChangeEnvironment } from './order-changes/order-change-environment.js';

/** The variables of the amazon-gateway. */
export class AmazonGatewayEnvironment extends OrderChangeEnvironment {
  /** another base than the region's own host, for a test installation */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  AMAZON_API_URL?: string;

  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  AMAZON_LWA_URL: string = 'https://api.amazon.com';

  @IsString({ message: 'must be the LWA client id of the app' })
  AMAZON_CLIENT_ID!: string;

  @IsString({ message: 'must be the LWA client secret of the app' })
  AMAZON_CLIENT_SECRET!: string;

  /** business seconds between two looks at a seller's orders; Amazon allows one search in 179 s on average */
  @IsInt()
  @Min(1)
  ORDER_POLL_SECONDS: number = 300;

  /** business seconds between two looks at a seller's listings */
  @IsInt()
  @Min(1)
  CATALOGUE_POLL_SECONDS: number = 900;
}
