import {
  amazonConnectionChangedV1,
  type ConfigureAmazonConnectionV1,
  type ConnectionChangedV1,
} from '@connector/contracts';
import { enqueue, UnitOfWork, type Delivery } from '@connector/messaging';
import { CLOCK, CredentialsFailure, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { secondsUntilNight } from '../polling/night.js';
import type { Flow } from '../polling/polls.js';
import { marketplacesOf } from '../selling-partner-api/marketplaces.js';
import { PERSONAL_DATA_SETS } from '../selling-partner-api/orders.js';
import { SellersApi } from '../selling-partner-api/sellers.js';
import { Connections, type AmazonConnection } from './connections.js';
import { KeepConnection } from './keep-connection.js';

/** Which revision of which connection is spoken of. */
type Revision = Pick<AmazonConnection, 'connectionId' | 'revision'>;

/** Where a seller sells, and which of these stores the connection wants. */
interface OpenStores {
  readonly all: readonly string[];
  readonly wanted: readonly string[];
}

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
    await this.unitOfWork.run((tx) => this.keepConnection.keep(tx, connectionId, body));
    const connection = await this.connections.find(connectionId);
    if (connection === undefined || connection.revision > body.revision) return;
    await this.tell(connection);
  }

  /**
   * A new consent came, or a new client secret may have: what Amazon says now is told as of the configuration that we have.
   * Without `answers` the same refusal once more is not told.
   */
  async tryAgain(connectionId: string, { answers = true } = {}): Promise<void> {
    const connection = await this.connections.find(connectionId);
    if (connection !== undefined) await this.tell(connection, answers);
  }

  private async tell(connection: AmazonConnection, answers = true): Promise<void> {
    if (!connection.active) return this.unitOfWork.run((tx) => this.send(tx, connection, { status: 'paused' }));
    try {
      await this.start(connection, await this.openStores(connection));
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure)) throw thrown;
      // each configuration has its answer, even when the reason is that of the one before
      await this.refuse(connection, thrown, { answers });
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

  /** The stores in which the seller really sells: one other is refused with the whole search (amazon-sp-api 2). */
  private async openStores(connection: AmazonConnection): Promise<OpenStores> {
    const all = marketplacesOf(connection.region, await this.sellers.marketplaces(connection));
    const wanted = connection.marketplaceIds.filter((id) => all.includes(id));
    if (wanted.length === 0)
      throw new CredentialsFailure('amazon_role_missing', 'The seller sells in none of the stores of this connection');
    return { all, wanted };
  }

  private async start(connection: AmazonConnection, stores: OpenStores): Promise<void> {
    // all listings are read again at once only for stores that were not read before: Amazon makes no report twice in minutes
    const hasOtherStores = stores.wanted.some((id) => !connection.readMarketplaceIds.includes(id));
    await this.unitOfWork.run(async (tx) => {
      await tx.query(
        `UPDATE amazon_gateway.connection SET refused_reason = NULL, marketplace_ids = $3, seller_marketplace_ids = $4, read_marketplace_ids = $3
         WHERE connection_id = $1 AND revision = $2`,
        [connection.connectionId, connection.revision, stores.wanted, stores.all],
      );
      for (const [flow, cursor] of [
        ['orders', connection.ordersFrom],
        ['orders-control', null],
        ['catalogue-whole', null],
        ['order-changes', null],
      ] as const) {
        await tx.query(
          `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, cursor, failures) VALUES ($1, $2, $3, $4, 0)
           ON CONFLICT (connection_id, flow) DO UPDATE SET due_at = least(poll.due_at, excluded.due_at)
           WHERE poll.flow <> 'catalogue-whole' OR $5 OR poll.last_done_at IS NULL`,
          [connection.connectionId, flow, this.firstDue(flow), cursor, hasOtherStores],
        );
      }
      const withheld = connection.rolesMissingSince === null ? {} : { withheld: [...PERSONAL_DATA_SETS] };
      await this.send(tx, connection, { status: 'connected', ...withheld });
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
    body: Omit<ConnectionChangedV1, 'revision'>,
  ): Promise<void> {
    await enqueue(tx, amazonConnectionChangedV1, { revision, ...body }, { connectionId, correlationId: connectionId });
  }
}
