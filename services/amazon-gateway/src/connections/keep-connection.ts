import { configureAmazonConnectionV1, type ConfigureAmazonConnectionV1 } from '@connector/contracts';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { marketplacesOf } from '../selling-partner-api/marketplaces.js';
import { refreshTokenPlace } from './connections.js';

/** Keeps what sync-core says of a connection, under the newest revision; its refresh token is sealed for its row. */
@Injectable()
export class KeepConnection {
  constructor(private readonly sealer: Sealer) {}

  async keep(tx: EntityManager, connectionId: string, body: ConfigureAmazonConnectionV1): Promise<void> {
    const token = this.tokenOf(connectionId, body);
    const changed = await tx.query<unknown[]>(
      `INSERT INTO amazon_gateway.connection (connection_id, seller_id, region, marketplace_ids, refresh_token, orders_from, revision, active)
       SELECT $1, $2, $3, $4, coalesce($5::jsonb, (SELECT refresh_token FROM amazon_gateway.connection WHERE connection_id = $1)), $6, $7, $8
       ON CONFLICT (connection_id) DO UPDATE SET seller_id = excluded.seller_id, region = excluded.region,
         marketplace_ids = excluded.marketplace_ids, refresh_token = excluded.refresh_token, orders_from = excluded.orders_from,
         revision = excluded.revision, active = excluded.active,
         consent_at = CASE WHEN $5::jsonb IS NULL THEN connection.consent_at END,
         roles_missing_since = CASE WHEN $5::jsonb IS NULL THEN connection.roles_missing_since END
       WHERE connection.revision < excluded.revision RETURNING 1`,
      [
        connectionId,
        body.sellerId,
        body.region,
        marketplacesOf(body.region, body.marketplaceIds),
        token,
        body.ordersFrom,
        body.revision,
        body.active,
      ],
    );
    // an access token of the consent before has the roles of then, and may be revoked
    if (changed.length > 0 && token !== null)
      await tx.query(`DELETE FROM amazon_gateway.access_token WHERE connection_id = $1`, [connectionId]);
  }

  private tokenOf(connectionId: string, { refreshToken }: ConfigureAmazonConnectionV1): string | null {
    if (refreshToken === undefined) return null;
    const place = messagePlace(connectionId, configureAmazonConnectionV1.name, 'refreshToken');
    const plain = String(this.sealer.open(refreshToken, place));
    return JSON.stringify(this.sealer.seal(plain, refreshTokenPlace(connectionId)));
  }
}
