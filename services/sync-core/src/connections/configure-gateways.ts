import { configureAmazonConnectionV1, configureExactConnectionV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NO_DIVISION, type ConnectionEntity } from './connection.entity.js';

/** Refresh tokens that a person just gave; they pass through sealed and are not kept here. */
export interface GivenTokens {
  readonly amazon?: string | undefined;
  readonly exact?: string | undefined;
}

/** Tells both gateways what they must know of a connection. */
@Injectable()
export class ConfigureGateways {
  constructor(private readonly sealer: Sealer) {}

  async tell(tx: EntityManager, connection: ConnectionEntity, tokens: GivenTokens): Promise<void> {
    const envelope = { connectionId: connection.id, correlationId: connection.id };
    const seal = (token: string, contract: string): { refreshToken: ReturnType<Sealer['seal']> } => ({
      refreshToken: this.sealer.seal(token, messagePlace(connection.id, contract, 'refreshToken')),
    });
    await enqueue(
      tx,
      configureAmazonConnectionV1,
      {
        revision: connection.revision,
        sellerId: connection.sellerId,
        region: connection.region,
        marketplaceIds: [...connection.settings.marketplaceIds],
        ordersFrom: connection.settings.importOrdersFrom,
        // nothing has a place to go before the administration is chosen
        active: !connection.pausedByPerson && connection.division !== NO_DIVISION,
        ...(tokens.amazon === undefined ? {} : seal(tokens.amazon, configureAmazonConnectionV1.name)),
      },
      envelope,
    );
    if (connection.division === NO_DIVISION) return;
    await enqueue(
      tx,
      configureExactConnectionV1,
      {
        revision: connection.revision,
        site: connection.site,
        division: connection.division,
        active: !connection.pausedByPerson,
        ...(tokens.exact === undefined ? {} : seal(tokens.exact, configureExactConnectionV1.name)),
      },
      envelope,
    );
  }
}
