import { rowPlace, Sealer, type Sealed } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What the gateway knows of a connection. */
export interface AmazonConnection {
  readonly connectionId: string;
  readonly sellerId: string;
  readonly region: 'eu' | 'na' | 'fe';
  readonly marketplaceIds: readonly string[];
  readonly sealedRefreshToken: Sealed;
  readonly ordersFrom: Date;
  readonly revision: number;
  readonly active: boolean;
  /** why Amazon refuses us; set until a person has authorised again */
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
         refresh_token AS "sealedRefreshToken", orders_from AS "ordersFrom", revision, active, refused_reason AS "refusedReason",
         roles_missing_since AS "rolesMissingSince"
       FROM amazon_gateway.connection WHERE connection_id = $1`,
      [connectionId],
    );
    return row;
  }

  /** Remembers since when a role is missing; null: it is there. */
  async rememberRoles(connectionId: string, missingSince: Date | null): Promise<void> {
    await this.db.query(`UPDATE amazon_gateway.connection SET roles_missing_since = $2 WHERE connection_id = $1`, [
      connectionId,
      missingSince,
    ]);
  }

  refreshToken(connection: AmazonConnection): string {
    return String(this.sealer.open(connection.sealedRefreshToken, refreshTokenPlace(connection.connectionId)));
  }
}

/** The place of the sealed refresh token at rest. */
export function refreshTokenPlace(connectionId: string): string {
  return rowPlace('connection', 'refresh_token', connectionId);
}
