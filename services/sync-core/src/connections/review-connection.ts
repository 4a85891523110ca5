import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { BackfillOrders } from '../amazon-orders/backfill-orders.js';
import { amazonWindow, exactWindow } from '../commands/domain/release-window.js';
import type { Step } from '../commands/step.js';
import { checkInstallation } from '../installation/domain/check-installation.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { LookAhead } from '../installation/look-ahead.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { ReleaseHeldOrders } from '../held-work/release-held-orders.js';
import { RecountItems } from '../stock/recount-items.js';
import type { ConnectionEntity } from './connection.entity.js';
import { connectionStatus } from './domain/connection-status.js';

/**
 * Decides whether a connection may work: both platforms accept us, and the installation is complete and checked against
 * what the division really has (domain chapter 3, V2). What waited for that goes on by itself (domain C1).
 */
@Injectable()
export class ReviewConnection {
  constructor(
    private readonly release: ReleaseHeldOrders,
    private readonly advance: AdvanceOrder,
    private readonly recount: RecountItems,
    private readonly orders: BackfillOrders,
    private readonly ahead: LookAhead,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async review(step: Step, connection: ConnectionEntity): Promise<void> {
    const division = await step.tx.findOneBy(DivisionEntity, { division: connection.division });
    connection.faults = division === null ? [] : checkInstallation(connection.settings, division.masterData);
    connection.warnings = division === null ? [] : await this.ahead.warnings(step.tx, connection, division);
    connection.status = connectionStatus({
      pausedByPerson: connection.pausedByPerson,
      sides: [connection.amazonSide.status, connection.exactSide.status],
      hasMasterData: division !== null,
      asks: connection.goingLive !== null,
      faults: connection.faults.length,
    });
    await step.tx.save(connection);
    if (connection.status !== 'active') return;
    const scheduled = await step.tx.query<unknown[]>(
      `INSERT INTO sync_core.stock_schedule (connection_id, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,
      [connection.id, this.clock.now()],
    );
    if (scheduled.length > 0) await this.switchOn(step, connection);
    await this.recount.division(step.tx, connection.division);
    step.touch(exactWindow(connection.division));
    step.touch(amazonWindow(connection.id));
    await this.release.settingsChanged(step.tx, connection.id);
    await this.advance.advanceWaiting(step, connection.id);
  }

  /** It works for the first time: until now another product or a person may have booked the orders (domain O2). */
  private async switchOn(step: Step, connection: ConnectionEntity): Promise<void> {
    connection.settings = { ...connection.settings, connectedAt: this.clock.now().toISOString() };
    await step.tx.save(connection);
    if (connection.settings.stock.enabled) await this.readOpenOrders(step, connection.id);
  }

  private async readOpenOrders(step: Step, connectionId: string): Promise<void> {
    const createdAfter = new Date(this.clock.now().getTime() - OPEN_ORDERS_DAYS * 86_400_000).toISOString();
    await this.orders.read(step, connectionId, { createdAfter, ...OPEN_ORDERS }, { again: true });
  }
}

/** Open orders that began before the connection was switched on take from the shelf too (domain S2). */
const OPEN_ORDERS = {
  fulfillmentStatuses: ['PENDING', 'PENDING_AVAILABILITY', 'UNSHIPPED', 'PARTIALLY_SHIPPED'],
  fulfilledBy: 'MERCHANT',
};
const OPEN_ORDERS_DAYS = 30;
