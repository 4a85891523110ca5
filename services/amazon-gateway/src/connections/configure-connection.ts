import {
  amazonConnectionChangedV1,
  configureAmazonConnectionV1,
  ConfigureAmazonConnectionV1,
} from '@connector/contracts';
import { enqueue, UnitOfWork, type Delivery } from '@connector/messaging';
import { CLOCK, CredentialsFailure, Failure, type Clock } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { marketplacesOf } from '../selling-partner-api/marketplaces.js';
import { SellersApi } from '../selling-partner-api/sellers.js';
import { Connections, refreshTokenPlace, type AmazonConnection } from './connections.js';

/** Takes over what sync-core says of a connection, tries it at Amazon, and tells how that went. Late or repeated ones change nothing. */
@Injectable()
export class ConfigureConnection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly connections: Connections,
    private readonly sellers: SellersApi,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async from(body: ConfigureAmazonConnectionV1, delivery: Delivery): Promise<void> {
    await this.unitOfWork.run((tx) => this.keep(tx, body, delivery.connectionId));
    const connection = await this.connections.find(delivery.connectionId);
    if (connection === undefined || connection.revision > body.revision) return;
    if (!connection.active) return this.tell(connection, { status: 'paused' });
    try {
      await this.sellers.marketplaces(connection);
      await this.start(connection);
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure)) throw thrown;
      await this.refuse(connection, thrown);
    }
  }

  /** Amazon no longer accepts us: polls stop, and sync-core is told once. */
  async refuse(connection: AmazonConnection, failure: Failure): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const [, changed] = await tx.query<[unknown[], number]>(
        `UPDATE amazon_gateway.connection SET refused_reason = $2 WHERE connection_id = $1 AND refused_reason IS DISTINCT FROM $2`,
        [connection.connectionId, failure.reasonCode],
      );
      if (changed === 0) return;
      await this.send(tx, connection, {
        status: 'refused',
        reasonCode: failure.reasonCode,
        platformMessage: failure.message,
      });
    });
  }

  private async start(connection: AmazonConnection): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await tx.query(`UPDATE amazon_gateway.connection SET refused_reason = NULL WHERE connection_id = $1`, [
        connection.connectionId,
      ]);
      for (const [flow, cursor] of [
        ['orders', connection.ordersFrom],
        ['catalogue', null],
      ] as const) {
        await tx.query(
          `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, cursor, failures) VALUES ($1, $2, $3, $4, 0)
           ON CONFLICT (connection_id, flow) DO UPDATE SET due_at = least(poll.due_at, excluded.due_at)`,
          [connection.connectionId, flow, this.clock.now(), cursor],
        );
      }
      await this.send(tx, connection, { status: 'connected' });
    });
  }

  private async tell(connection: AmazonConnection, body: { status: 'paused' }): Promise<void> {
    await this.unitOfWork.run((tx) => this.send(tx, connection, body));
  }

  private async send(
    tx: EntityManager,
    { connectionId, revision }: AmazonConnection,
    body: { status: 'connected' | 'paused' | 'refused'; reasonCode?: string; platformMessage?: string },
  ): Promise<void> {
    await enqueue(tx, amazonConnectionChangedV1, { revision, ...body }, { connectionId, correlationId: connectionId });
  }

  private async keep(tx: EntityManager, body: ConfigureAmazonConnectionV1, connectionId: string): Promise<void> {
    const given =
      body.refreshToken === undefined
        ? undefined
        : String(
            this.sealer.open(
              body.refreshToken,
              messagePlace(connectionId, configureAmazonConnectionV1.name, 'refreshToken'),
            ),
          );
    const sealed = given === undefined ? null : this.sealer.seal(given, refreshTokenPlace(connectionId));
    await tx.query(
      `INSERT INTO amazon_gateway.connection (connection_id, seller_id, region, marketplace_ids, refresh_token, orders_from, revision, active)
       SELECT $1, $2, $3, $4, coalesce($5::jsonb, (SELECT refresh_token FROM amazon_gateway.connection WHERE connection_id = $1)), $6, $7, $8
       ON CONFLICT (connection_id) DO UPDATE SET marketplace_ids = excluded.marketplace_ids, refresh_token = excluded.refresh_token,
         orders_from = excluded.orders_from, revision = excluded.revision, active = excluded.active
       WHERE connection.revision < excluded.revision`,
      [
        connectionId,
        body.sellerId,
        body.region,
        marketplacesOf(body.region, body.marketplaceIds),
        sealed === null ? null : JSON.stringify(sealed),
        body.ordersFrom,
        body.revision,
        body.active,
      ],
    );
  }
}
