import { CLOCK, CredentialsFailure, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections } from '../connections/connections.js';
import type { ExactGatewayEnvironment } from '../environment.js';
import { ExactClient } from '../exact-api/client.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { divisionChoiceOf, Divisions } from '../exact-api/divisions.js';
import { siteUrl } from '../exact-api/site-url.js';
import { TokenChains } from '../exact-api/token-chains.js';
import { exchangeCode } from '../exact-api/token-endpoint.js';
import { CALLBACK_PATH, publicUrl } from '../public-environment.js';
import { Consents, type Consent } from './consents.js';
import { GrantConsent } from './grant-consent.js';

/** How a consent went on: a page to show, or the administrations to choose from. */
export type ConsentOutcome =
  | {
      readonly page: 'done' | 'expired' | 'refused' | 'otherCompany' | 'noDivision' | 'failed';
      readonly named?: string;
    }
  | { readonly choice: string; readonly divisions: readonly { code: number; name: string }[] };

/** Turns the code that Exact gave the browser into tokens, once, and gives them to the connection. */
@Injectable()
export class CompleteConsent {
  constructor(
    private readonly consents: Consents,
    private readonly chains: TokenChains,
    private readonly client: ExactClient,
    private readonly divisions: Divisions,
    private readonly connections: Connections,
    private readonly grant: GrantConsent,
    private readonly configure: ConfigureConnection,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  /** @throws TransientFailure, QuotaFailure when Exact gives no answer now */
  async with({ state, session, code }: { state: string; session: string; code: string }): Promise<ConsentOutcome> {
    const redirectUri = publicUrl(this.environment, CALLBACK_PATH);
    const consent = await this.consents.use(state, session);
    if (consent === undefined || redirectUri === undefined) return { page: 'expired' };
    if (code === '') return { page: 'refused' };
    const client = { id: this.environment.EXACT_CLIENT_ID, secret: this.environment.EXACT_CLIENT_SECRET };
    const pair = await exchangeCode(siteUrl(this.environment, consent.site), client, code, redirectUri);
    if (pair === undefined) return { page: 'failed' };
    // stored before it is used, and only then is it asked whose it is
    const chainId = await this.chains.keepConsent(consent.site, pair, this.clock.now());
    return this.goOn(consent, state, chainId);
  }

  /** A person chose an administration. */
  async choose(choice: string, session: string, division: number): Promise<ConsentOutcome> {
    const consent = await this.consents.choose(choice, session);
    if (consent === undefined) return { page: 'expired' };
    const { found } = await this.openTo(consent, consent.chainId);
    const chosen = found.find(({ code }) => code === division);
    if (chosen === undefined) return { page: 'noDivision' };
    await this.grant.to(consent, chosen);
    return { page: 'done', named: chosen.name };
  }

  private async goOn(consent: Consent, state: string, provisional: string): Promise<ConsentOutcome> {
    const { userId, found } = await this.openTo(consent, provisional);
    const chainId = await this.chains.belongsTo(provisional, userId);
    const connection = await this.connections.find(consent.connectionId);
    const known = found.find(({ code }) => code === connection?.division);
    if (connection !== undefined && known !== undefined)
      await this.connections.useChain(connection.connectionId, chainId);
    // with it the other connections of the same user, which went on with the chain that this consent has just ended
    await this.configure.recover(chainId);
    if (connection !== undefined)
      return known === undefined ? { page: 'otherCompany' } : { page: 'done', named: known.name };
    const choice = await this.consents.redeemed(state, chainId);
    const usable = found.filter(({ isUsable }) => isUsable);
    if (usable.length === 0) return { page: 'noDivision' };
    return { choice, divisions: usable };
  }

  /** Who gave this consent, and which administrations that opens. */
  private async openTo(consent: Consent, chainId: string) {
    const access: ExactAccess = { division: 0, site: consent.site, chainId, callClass: 'person' };
    const { userId, currentDivision } = await this.client.me(access);
    if (currentDivision === undefined) return { userId, found: [] };
    const found = await this.divisions.read({ ...access, division: currentDivision }).catch((thrown: unknown) => {
      if (thrown instanceof CredentialsFailure && thrown.reasonCode === 'exact_no_right') return [];
      throw thrown;
    });
    return { userId, found: found.map(divisionChoiceOf) };
  }
}
