import { CredentialsFailure } from '@connector/platform';
import { rowPlace, Sealer, type Sealed } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What the gateway knows of a connection. */
export interface AmazonConnection {
  readonly connectionId: string;
  readonly sellerId: string;
  readonly region: 'eu' | 'na' | 'fe';
  /** the stores of the connection: whose listings are read */
  readonly marketplaceIds: readonly string[];
  /** all stores of the region in which the seller sells: whose orders are read, because each takes from the same stock (domain S2) */
  readonly sellerMarketplaceIds: readonly string[];
  /** the stores with which the connection worked last */
  readonly readMarketplaceIds: readonly string[];
  /** null: no consent was given yet */
  readonly sealedRefreshToken: Sealed | null;
  readonly ordersFrom: Date;
  readonly revision: number;
  readonly active: boolean;
  /** why Amazon refuses us; set until a person has authorised again, or until our client is accepted again where it is at fault */
  readonly refusedReason: string | null;
  /** since when its orders are read without personal data, because the seller did not give the roles; null: with them */
  readonly rolesMissingSince: Date | null;
}

/** Finds connections. */
@Injectable()
export class Connections {
  constructor(
    private readonly db: DataSource,
    private readonly sealer: Sealer,
  ) {}

  async find(connectionId: string): Promise<AmazonConnection | undefined> {
    const [row] = await this.db.query<AmazonConnection[]>(
      `SELECT connection_id AS "connectionId", seller_id AS "sellerId", region, marketplace_ids AS "marketplaceIds",
         read_marketplace_ids AS "readMarketplaceIds", coalesce(seller_marketplace_ids, marketplace_ids) AS "sellerMarketplaceIds",
         refresh_token AS "sealedRefreshToken", orders_from AS "ordersFrom", revision, active, refused_reason AS "refusedReason",
         roles_missing_since AS "rolesMissingSince"
       FROM amazon_gateway.connection WHERE connection_id = $1`,
      [connectionId],
    );
    return row;
  }

  /** @throws CredentialsFailure when no consent was given yet */
  refreshToken(connection: AmazonConnection): string {
    if (connection.sealedRefreshToken === null)
      throw new CredentialsFailure('amazon_reauthorisation_needed', 'There is no refresh token');
    return String(this.sealer.open(connection.sealedRefreshToken, refreshTokenPlace(connection.connectionId)));
  }
}

/** The place of the sealed refresh token at rest. */
export function refreshTokenPlace(connectionId: string): string {
  return rowPlace('connection', 'refresh_token', connectionId);
}
