import { ENVIRONMENT, Failure } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { NotificationsApi } from '../selling-partner-api/notifications.js';

const TYPE = 'ORDER_CHANGE';

/** Lets Amazon send a seller's order changes to our queue: one destination for the application, one subscription a seller. */
@Injectable()
export class SubscribeOrderChanges {
  private readonly logger = new Logger(SubscribeOrderChanges.name);

  constructor(
    private readonly db: DataSource,
    private readonly api: NotificationsApi,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  async ensure(connection: AmazonConnection): Promise<void> {
    const { ORDER_CHANGE_QUEUE_ARN: arn } = this.environment;
    if (arn === undefined || (await this.isDone(connection, arn))) return;
    const destinationId =
      (await this.api.destinations(connection)).find((known) => known.arn === arn)?.destinationId ??
      (await this.api.createDestination(connection, 'order-changes', arn));
    const known = await this.api.subscription(connection, TYPE).catch(noSubscription);
    if (known !== undefined && known.destinationId !== destinationId)
      await this.api.unsubscribe(connection, TYPE, known.subscriptionId);
    if (known?.destinationId !== destinationId) await this.api.subscribe(connection, TYPE, destinationId);
    await this.db.query(`UPDATE amazon_gateway.connection SET order_change_queue = $2 WHERE connection_id = $1`, [
      connection.connectionId,
      arn,
    ]);
    this.logger.log(`connectionId=${connection.connectionId} sends its order changes`);
  }

  private async isDone({ connectionId }: AmazonConnection, arn: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.connection WHERE connection_id = $1 AND order_change_queue = $2`,
      [connectionId, arn],
    );
    return rows.length > 0;
  }
}

function noSubscription(thrown: unknown): undefined {
  if (thrown instanceof Failure && thrown.reasonCode === 'amazon_subscription_unknown') return undefined;
  throw thrown;
}
