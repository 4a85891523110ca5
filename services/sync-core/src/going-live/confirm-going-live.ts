import { CLOCK, type Clock } from '@connector/platform';
import { BadRequestException, ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { BackfillOrders } from '../amazon-orders/backfill-orders.js';
import type { Step } from '../commands/step.js';
import { ConfigureGateways } from '../connections/configure-gateways.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { ReviewConnection } from '../connections/review-connection.js';
import { TakeOrdersAlong } from './take-orders-along.js';

/** Who lets a connection go live, and from which order on. */
export interface GoingLiveDecision {
  readonly by: string;
  /** ISO date-time; orders created before are skipped */
  readonly importOrdersFrom: string;
}

/** A person has seen what would be written and lets the connection go live (domain V4). */
@Injectable()
export class ConfirmGoingLive {
  constructor(
    private readonly connections: Connections,
    private readonly gateways: ConfigureGateways,
    private readonly review: ReviewConnection,
    private readonly orders: TakeOrdersAlong,
    private readonly amazon: BackfillOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws NotFoundException for an unknown connection
   * @throws ConflictException when it asks nothing, or cannot begin yet
   * @throws BadRequestException with every reference that the division lacks
   */
  async confirm(step: Step, id: string, { by, importOrdersFrom }: GoingLiveDecision): Promise<ConnectionEntity> {
    const connection = await this.connections.lock(step.tx, id);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
    const { goingLive } = connection;
    if (goingLive === null)
      throw new ConflictException('The connection asks nothing: it is live already, or in a dry run');
    if (connection.status !== 'asks')
      throw new ConflictException(`The connection is ${connection.status}: confirm when its status is "asks"`);
    if (connection.faults.length > 0)
      throw new BadRequestException(
        connection.faults.map(({ setting, messageNl, messageEn }) => `${setting}: ${messageNl} / ${messageEn}`),
      );
    const now = this.clock.now();
    const before = connection.settings.importOrdersFrom;
    connection.settings = {
      ...connection.settings,
      importOrdersFrom,
      // until now another product or a person may have booked the orders (O2)
      connectedAt: now.toISOString(),
    };
    connection.wentLive = { ...goingLive, confirmedBy: by, confirmedAt: now.toISOString(), importOrdersFrom };
    connection.goingLive = null;
    connection.revision += 1;
    await step.tx.save(connection);
    if (goingLive.why === 'division_changed') await this.orders.take(step.tx, connection, new Date(importOrdersFrom));
    // what Amazon was never asked for
    if (Date.parse(importOrdersFrom) < Date.parse(before))
      await this.amazon.read(step, id, { createdAfter: importOrdersFrom, createdBefore: before }, { again: true });
    await this.gateways.tell(step.tx, connection, {});
    await this.review.review(step, connection);
    return connection;
  }
}
