import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { amazonWindow, exactWindow } from '../commands/domain/release-window.js';
import type { Step } from '../commands/step.js';
import { checkInstallation } from '../installation/domain/check-installation.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { RetryHeldOrders } from '../orders/retry-held-orders.js';
import type { ConnectionEntity, ConnectionStatus } from './connection.entity.js';

/**
 * Decides whether a connection may work: both platforms accept us, and the installation is complete and checked against
 * what the division really has (domain chapter 3, V2). What waited for that goes on by itself (domain C1).
 */
@Injectable()
export class ReviewConnection {
  constructor(
    private readonly retry: RetryHeldOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async review(step: Step, connection: ConnectionEntity): Promise<void> {
    const division = await step.tx.findOneBy(DivisionEntity, { division: connection.division });
    connection.faults = division === null ? [] : checkInstallation(connection.settings, division.masterData);
    connection.status = statusOf(connection, division !== null);
    await step.tx.save(connection);
    if (connection.status !== 'active') return;
    await step.tx.query(
      `INSERT INTO sync_core.stock_schedule (connection_id, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [connection.id, this.clock.now()],
    );
    step.touch(exactWindow(connection.division));
    step.touch(amazonWindow(connection.id));
    await this.retry.releasedBySettings(step, connection.id);
  }
}

function statusOf(connection: ConnectionEntity, hasMasterData: boolean): ConnectionStatus {
  const sides = [connection.amazonSide.status, connection.exactSide.status];
  if (connection.pausedByPerson || sides.includes('refused')) return 'paused';
  if (!hasMasterData || sides.some((side) => side !== 'connected')) return 'configuring';
  return connection.faults.length > 0 ? 'incomplete' : 'active';
}
