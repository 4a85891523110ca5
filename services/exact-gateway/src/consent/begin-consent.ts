import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { consentTicketPlace, Sealer, SealError, type Sealed } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import type { ExactGatewayEnvironment } from '../environment.js';
import { siteUrl } from '../exact-api/site-url.js';
import { CALLBACK_PATH, publicUrl } from '../public-environment.js';
import { Consents, type Consent } from './consents.js';

/** Sends a browser that has a ticket to Exact's consent page. sync-core makes tickets for those who may do this. */
@Injectable()
export class BeginConsent {
  constructor(
    private readonly consents: Consents,
    private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  async with(ticket: string): Promise<{ location: string; session: string } | 'expired' | 'notOffered'> {
    const redirectUri = publicUrl(this.environment, CALLBACK_PATH);
    if (redirectUri === undefined) return 'notOffered';
    const consent = this.consentOf(ticket);
    const begun = consent === undefined ? undefined : await this.consents.begin(consent, ticket);
    if (consent === undefined || begun === undefined) return 'expired';
    const target = new URL(`${siteUrl(this.environment, consent.site)}/api/oauth2/auth`);
    target.search = new URLSearchParams({
      client_id: this.environment.EXACT_CLIENT_ID,
      redirect_uri: redirectUri,
      response_type: 'code',
      state: begun.state,
      // a browser that is logged in for another company must not link that one unseen
      force_login: '1',
    }).toString();
    return { location: target.href, session: begun.session };
  }

  /** What a ticket is for, while it is good. */
  private consentOf(ticket: string): Consent | undefined {
    try {
      const sealed = JSON.parse(Buffer.from(ticket, 'base64url').toString('utf8')) as Sealed;
      const content = this.sealer.open(sealed, consentTicketPlace('exact-gateway'));
      const { connectionId, site, goodUntil } = content as Record<string, unknown>;
      if (typeof connectionId !== 'string' || typeof site !== 'string' || typeof goodUntil !== 'string')
        return undefined;
      return Date.parse(goodUntil) > this.clock.now().getTime() ? { connectionId, site } : undefined;
    } catch (thrown) {
      if (thrown instanceof SealError || thrown instanceof SyntaxError || thrown instanceof TypeError) return undefined;
      throw thrown;
    }
  }
}
