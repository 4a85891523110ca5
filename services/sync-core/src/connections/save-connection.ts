import { CLOCK, type Clock } from '@connector/platform';
import { uuidV7 } from '@connector/messaging';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { Steps } from '../commands/steps.js';
import { whatAsks, type Liveness } from '../going-live/domain/what-asks.js';
import { LeaveDivision } from '../going-live/leave-division.js';
import { withDefaults } from '../installation/domain/installation.js';
import { ConfigureGateways } from './configure-gateways.js';
import type { ChangeConnectionRequest, CreateConnectionRequest } from './connection-requests.js';
import { ConnectionEntity, NO_DIVISION } from './connection.entity.js';
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
    private readonly leave: LeaveDivision,
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
        division: request.exact.division ?? NO_DIVISION,
        settings: withDefaults({
          connectedAt: now.toISOString(),
          ...request.settings.toInstallation(),
          marketplaceIds: request.amazon.marketplaceIds,
        }),
        status: 'configuring',
        pausedByPerson: false,
        dryRun: request.dryRun,
        faults: [],
        warnings: [],
        amazonSide: { status: 'unknown' },
        exactSide: { status: 'unknown' },
        amazonExpiry: {},
        goingLive: null,
        wentLive: null,
        revision: 1,
        createdAt: now,
        restoredAt: null,
      });
      await step.tx.insert(ConnectionEntity, connection);
      await this.gateways.tell(step.tx, connection, {
        amazon: request.amazon.refreshToken,
        exact: request.exact.refreshToken,
      });
      return connection;
    });
  }

  /**
   * Changes what the request names; the rest stays. What then writes where it did not write before asks first (domain V4).
   *
   * @throws ConflictException when another division is chosen while commands are on their way to the old one
   */
  async change(id: string, request: ChangeConnectionRequest): Promise<ConnectionEntity> {
    return this.mutate(id, { amazon: request.amazonRefreshToken, exact: request.exactRefreshToken }, (connection) => {
      connection.name = request.name ?? connection.name;
      connection.dryRun = request.dryRun ?? connection.dryRun;
      connection.site = request.site ?? connection.site;
      connection.division = request.division ?? connection.division;
      connection.settings = withDefaults({
        ...connection.settings,
        ...request.settings?.toInstallation(),
        marketplaceIds: request.marketplaceIds ?? connection.settings.marketplaceIds,
      });
    });
  }

  /** A person consented at Exact and chose where: from now on both gateways may work. A chosen administration stays. */
  async chooseDivision(
    step: Step,
    connectionId: string,
    chosen: Pick<ConnectionEntity, 'site' | 'division'>,
  ): Promise<void> {
    const connection = await this.connections.lock(step.tx, connectionId);
    if (connection === undefined || connection.division !== NO_DIVISION) return;
    connection.site = chosen.site;
    connection.division = chosen.division;
    connection.revision += 1;
    await step.tx.save(connection);
    await this.gateways.tell(step.tx, connection, {});
    await this.review.review(step, connection);
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

  /** Both platforms are tried again as it is: a person has given a right or a role there, and does not want to wait for the night. */
  async check(id: string): Promise<ConnectionEntity> {
    return this.mutate(id, {}, () => undefined);
  }

  private async mutate(
    id: string,
    tokens: { amazon?: string | undefined; exact?: string | undefined },
    change: (connection: ConnectionEntity) => void,
  ): Promise<ConnectionEntity> {
    return this.steps.run(async (step) => {
      const connection = await this.connections.lock(step.tx, id);
      if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
      const before = livenessOf(connection);
      change(connection);
      const asks = whatAsks(connection.goingLive ?? undefined, before, livenessOf(connection), this.clock.now());
      connection.goingLive = asks ?? null;
      if (before.division !== NO_DIVISION && before.division !== connection.division) {
        await this.leave.leave(step, connection, before.division);
        // what Exact said of the old division says nothing of this one
        connection.exactSide = { status: 'unknown' };
      }
      connection.revision += 1;
      await step.tx.save(connection);
      await this.gateways.tell(step.tx, connection, tokens);
      await this.review.review(step, connection);
      return connection;
    });
  }
}

function livenessOf({ division, dryRun, settings }: ConnectionEntity): Liveness {
  return { division, dryRun, isTestDivision: settings.isTestDivision === true };
}
