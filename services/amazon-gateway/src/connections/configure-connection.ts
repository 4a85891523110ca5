import { amazonConnectionChangedV1, type ConfigureAmazonConnectionV1 } from '@connector/contracts';
import { enqueue, UnitOfWork, type Delivery } from '@connector/messaging';
import { CLOCK, CredentialsFailure, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { secondsUntilNight } from '../polling/night.js';
import type { Flow } from '../polling/polls.js';
import { SellersApi } from '../selling-partner-api/sellers.js';
import { Connections, type AmazonConnection } from './connections.js';
import { KeepConnection } from './keep-connection.js';

/** Which revision of which connection is spoken of. */
type Revision = Pick<AmazonConnection, 'connectionId' | 'revision'>;

/** Takes over what sync-core says of a connection, tries it at Amazon, and tells how that went. Late or repeated ones change nothing. */
@Injectable()
export class ConfigureConnection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keepConnection: KeepConnection,
    private readonly connections: Connections,
    private readonly sellers: SellersApi,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async from(body: ConfigureAmazonConnectionV1, { connectionId }: Delivery): Promise<void> {
    const isKept = await this.unitOfWork.run((tx) => this.keepConnection.keep(tx, connectionId, body));
    if (!isKept) {
      const missing = new CredentialsFailure('amazon_reauthorisation_needed', 'There is no refresh token');
      return this.unitOfWork.run((tx) => this.sendRefusal(tx, { connectionId, revision: body.revision }, missing));
    }
    const connection = await this.connections.find(connectionId);
    if (connection === undefined || connection.revision > body.revision) return;
    if (!connection.active) return this.unitOfWork.run((tx) => this.send(tx, connection, { status: 'paused' }));
    try {
      await this.start(connection, await this.openStores(connection));
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure)) throw thrown;
      // each configuration has its answer, even when the reason is that of the one before
      await this.refuse(connection, thrown, { answers: true });
    }
  }

  /** Amazon no longer accepts us: polls stop, and sync-core is told once. Nothing happens when a newer configuration came meanwhile. */
  async refuse(connection: AmazonConnection, failure: Failure, { answers = false } = {}): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const [, changed] = await tx.query<[unknown[], number]>(
        `UPDATE amazon_gateway.connection SET refused_reason = $2
         WHERE connection_id = $1 AND revision = $3 AND ($4 OR refused_reason IS DISTINCT FROM $2)`,
        [connection.connectionId, failure.reasonCode, connection.revision, answers],
      );
      if (changed > 0) await this.sendRefusal(tx, connection, failure);
    });
  }

  /** The stores among those wanted in which the seller really sells: one other is refused with the whole search (amazon-sp-api 2). */
  private async openStores(connection: AmazonConnection): Promise<string[]> {
    const open = await this.sellers.marketplaces(connection);
    const stores = connection.marketplaceIds.filter((id) => open.includes(id));
    if (stores.length === 0)
      throw new CredentialsFailure('amazon_role_missing', 'The seller sells in none of the stores of this connection');
    return stores;
  }

  private async start(connection: AmazonConnection, stores: readonly string[]): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await tx.query(
        `UPDATE amazon_gateway.connection SET refused_reason = NULL, marketplace_ids = $3 WHERE connection_id = $1 AND revision = $2`,
        [connection.connectionId, connection.revision, stores],
      );
      for (const [flow, cursor] of [
        ['orders', connection.ordersFrom],
        ['orders-control', null],
        ['catalogue', null],
      ] as const) {
        await tx.query(
          `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, cursor, failures) VALUES ($1, $2, $3, $4, 0)
           ON CONFLICT (connection_id, flow) DO UPDATE SET due_at = least(poll.due_at, excluded.due_at)`,
          [connection.connectionId, flow, this.firstDue(flow), cursor],
        );
      }
      await this.send(tx, connection, { status: 'connected' });
    });
  }

  private firstDue(flow: Flow): Date {
    const now = this.clock.now();
    return flow === 'orders-control' ? new Date(now.getTime() + secondsUntilNight(now) * 1_000) : now;
  }

  private async sendRefusal(tx: EntityManager, revision: Revision, failure: Failure): Promise<void> {
    const { reasonCode, message: platformMessage } = failure;
    await this.send(tx, revision, { status: 'refused', reasonCode, platformMessage });
  }

  private async send(
    tx: EntityManager,
    { connectionId, revision }: Revision,
    body: { status: 'connected' | 'paused' | 'refused'; reasonCode?: string; platformMessage?: string },
  ): Promise<void> {
    await enqueue(tx, amazonConnectionChangedV1, { revision, ...body }, { connectionId, correlationId: connectionId });
  }
}
