import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { consentTicketPlace, Sealer, SealError, type Sealed } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import { Connections } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { read } from '../selling-partner-api/answer-reader.js';
import { ConsentStates } from './consent-states.js';
import { sellerCentralOf } from './seller-central.js';

/** Sends a browser that has a ticket to Amazon's consent page. A ticket is made by sync-core for somebody who may do this. */
@Injectable()
export class BeginConsent {
  constructor(
    private readonly connections: Connections,
    private readonly states: ConsentStates,
    private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  async with(ticket: string): Promise<{ location: string; session: string } | 'expired' | 'notOffered'> {
    const { AMAZON_APPLICATION_ID: applicationId, AMAZON_SELLER_CENTRAL_URL: sellerCentral } = this.environment;
    const redirectUri = redirectUriOf(this.environment);
    if (applicationId === undefined || redirectUri === undefined) return 'notOffered';
    const connectionId = this.connectionOf(ticket);
    const connection = connectionId === undefined ? undefined : await this.connections.find(connectionId);
    if (connection === undefined) return 'expired';
    const begun = await this.states.begin(connection.connectionId, ticket);
    if (begun === undefined) return 'expired';
    const target = new URL(
      '/apps/authorize/consent',
      sellerCentral ?? sellerCentralOf(connection.region, connection.marketplaceIds),
    );
    target.searchParams.set('application_id', applicationId);
    target.searchParams.set('state', begun.state);
    target.searchParams.set('redirect_uri', redirectUri);
    if (this.environment.AMAZON_APPLICATION_DRAFT) target.searchParams.set('version', 'beta');
    return { location: target.href, session: begun.session };
  }

  /** Whose ticket it is, while it is good. */
  private connectionOf(ticket: string): string | undefined {
    try {
      const sealed = JSON.parse(Buffer.from(ticket, 'base64url').toString('utf8')) as Sealed;
      const content = read.object(this.sealer.open(sealed, consentTicketPlace('amazon-gateway')));
      const goodUntil = Date.parse(read.text(content['goodUntil']) ?? '');
      return goodUntil > this.clock.now().getTime() ? read.text(content['connectionId']) : undefined;
    } catch (thrown) {
      if (thrown instanceof SealError || thrown instanceof SyntaxError || thrown instanceof TypeError) return undefined;
      throw thrown;
    }
  }
}

/** The address at which browsers come back; registered at Amazon. */
export function redirectUriOf({
  AMAZON_GATEWAY_PUBLIC_URL: base,
}: Pick<AmazonGatewayEnvironment, 'AMAZON_GATEWAY_PUBLIC_URL'>): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/$/, '')}/consent/callback`;
}
