import { ServiceEnvironment } from '@connector/platform';
import { IsOptional, IsString, IsUrl } from 'class-validator';

/** What browsers and Exact's webhooks need to reach us. */
export class PublicEnvironment extends ServiceEnvironment {
  /**
   * where browsers and Exact reach this service; `/consent/callback` below it is registered at Exact as redirect URI, and
   * webhooks come to `/webhooks/exact` on the same domain. Without it tokens are given by hand and nothing is subscribed.
   */
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  EXACT_GATEWAY_PUBLIC_URL?: string;

  /** the webhook secret of the app at Exact; without it no webhook is believed and none is subscribed to */
  @IsOptional()
  @IsString()
  EXACT_WEBHOOK_SECRET?: string;
}

/** An address of ours as others see it. */
export function publicUrl(environment: PublicEnvironment, path: string): string | undefined {
  const base = environment.EXACT_GATEWAY_PUBLIC_URL;
  return base === undefined ? undefined : `${base.replace(/\/$/, '')}${path}`;
}

export const CALLBACK_PATH = '/consent/callback';
