import { IsInt, IsOptional, IsString, IsUrl, Min } from 'class-validator';
import { PublicEnvironment } from './public-environment.js';

/** The variables of the exact-gateway. */
export class ExactGatewayEnvironment extends PublicEnvironment {
  /** another base than `https://start.exactonline.<site>`, for a test installation */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  EXACT_URL?: string;

  @IsString({ message: 'must be the client id of the app at Exact' })
  EXACT_CLIENT_ID!: string;

  @IsString({ message: 'must be the client secret of the app at Exact' })
  EXACT_CLIENT_SECRET!: string;

  /** how long one call may take */
  @IsInt()
  @Min(100)
  EXACT_HTTP_TIMEOUT_MS: number = 30_000;

  /** how much longer than a call its attempt is leased, so that only a dead process's lease runs out */
  @IsInt()
  @Min(100)
  ATTEMPT_LEASE_MARGIN_MS: number = 30_000;

  /** how long after the lease's end Exact is looked at, when it is unclear whether a creation happened; longer than the worst lag seen */
  @IsInt()
  @Min(100)
  LOOK_UP_DELAY_MS: number = 60_000;
}
