import { CLOCK, type Clock } from '@connector/platform';
import { uuidV7 } from '@connector/messaging';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { withDefaults } from '../installation/domain/installation.js';
import { ConfigureGateways } from './configure-gateways.js';
import type { ChangeConnectionRequest, CreateConnectionRequest } from './connection-requests.js';
import { ConnectionEntity } from './connection.entity.js';
import { Connections } from './connections.js';
import { ReviewConnection } from './review-connection.js';

/** Makes and changes connections. Every change goes to both gateways under a higher revision. */
@Injectable()
export class SaveConnection {
  constructor(
    private readonly steps: Steps,
    private readonly connections: Connections,
    private readonly gateways: ConfigureGateways,
    private readonly review: ReviewConnection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ConflictException when the seller account has a connection already (domain V5) */
  async create(request: CreateConnectionRequest): Promise<ConnectionEntity> {
    return this.steps.run(async (step) => {
      const { sellerId } = request.amazon;
      const other = await step.tx.findOneBy(ConnectionEntity, { sellerId });
      if (other !== null)
        throw new ConflictException(`The seller account ${sellerId} has a connection already: ${other.id}`);
      const now = this.clock.now();
      const connection = step.tx.create(ConnectionEntity, {
        id: uuidV7(),
        name: request.name,
        sellerId,
        region: request.amazon.region,
        site: request.exact.site,
        division: request.exact.division,
        settings: withDefaults({
          connectedAt: now.toISOString(),
          ...request.settings.toInstallation(),
          marketplaceIds: request.amazon.marketplaceIds,
        }),
        status: 'configuring',
        pausedByPerson: false,
        dryRun: request.dryRun,
        faults: [],
        amazonSide: { status: 'unknown' },
        exactSide: { status: 'unknown' },
        revision: 1,
        createdAt: now,
      });
      await step.tx.insert(ConnectionEntity, connection);
      await this.gateways.tell(step.tx, connection, {
        amazon: request.amazon.refreshToken,
        exact: request.exact.refreshToken,
      });
      return connection;
    });
  }

  /** Changes what the request names; the rest stays. */
  async change(id: string, request: ChangeConnectionRequest): Promise<ConnectionEntity> {
    return this.mutate(id, { amazon: request.amazonRefreshToken, exact: request.exactRefreshToken }, (connection) => {
      connection.name = request.name ?? connection.name;
      connection.dryRun = request.dryRun ?? connection.dryRun;
      connection.settings = withDefaults({
        ...connection.settings,
        ...request.settings?.toInstallation(),
        marketplaceIds: request.marketplaceIds ?? connection.settings.marketplaceIds,
      });
    });
  }

  /** Nothing is read or written until it is resumed; what waits is kept. */
  async pause(id: string): Promise<ConnectionEntity> {
    return this.mutate(id, {}, (connection) => {
      connection.pausedByPerson = true;
    });
  }

  async resume(id: string): Promise<ConnectionEntity> {
    return this.mutate(id, {}, (connection) => {
      connection.pausedByPerson = false;
    });
  }

  private async mutate(
    id: string,
    tokens: { amazon?: string | undefined; exact?: string | undefined },
    change: (connection: ConnectionEntity) => void,
  ): Promise<ConnectionEntity> {
    return this.steps.run(async (step) => {
      const connection = await this.connections.lock(step.tx, id);
      if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
      change(connection);
      connection.revision += 1;
      await step.tx.save(connection);
      await this.gateways.tell(step.tx, connection, tokens);
      await this.review.review(step, connection);
      return connection;
    });
  }
}
