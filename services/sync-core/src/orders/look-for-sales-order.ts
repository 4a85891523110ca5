import { reconcileExactSalesOrdersV1, type ExactSalesOrderStandingV1 } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { LOOK_UP_HOLDS_MS, mayStandAlready } from './domain/may-stand-already.js';

/** As many references as one call takes. */
const ORDERS_A_CALL = 20;

/**
 * Looks whether a sales order of somebody else stands in Exact, before anything else is asked of the order (domain O2). Orders whose
 * turn has not come share one call: at switch-on a month of them is looked for at a twentieth of the calls.
 */
@Injectable()
export class LookForSalesOrder {
  constructor(
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** True: the answer is awaited, the order stays where it is. */
  async mustWait(step: Step, order: AmazonOrderEntity, connection: ConnectionEntity): Promise<boolean> {
    if (!mayStandAlready(order.createdTime, connection) || order.lookUp === 'none') return false;
    if (order.lookUp === 'asked') return true;
    if (!(await this.joins(step, order)))
      await this.commands.request(step, {
        contract: reconcileExactSalesOrdersV1,
        connectionId: connection.id,
        window: exactWindow(order.division),
        priority: priority.order,
        // of no order alone: it is never asked for anew under the same name
        subject: { kind: 'look-up', id: uuidV7() },
        correlationId: order.amazonOrderId,
        body: { division: order.division, yourRefs: [order.amazonOrderId] },
      });
    order.lookUp = 'asked';
    await step.tx.save(order);
    return true;
  }

  /** True: a look-up of the connection that has not left yet asks for this order too. */
  private async joins(step: Step, { connectionId, division, amazonOrderId }: AmazonOrderEntity): Promise<boolean> {
    const [rows] = await step.tx.query<[unknown[], number]>(
      `UPDATE sync_core.command SET body = jsonb_set(body, '{yourRefs}', body -> 'yourRefs' || to_jsonb($3::text))
       WHERE id = (
         SELECT id FROM sync_core.command
         WHERE "window" = $1 AND connection_id = $2 AND state = 'waiting' AND subject_kind = 'look-up'
           AND jsonb_array_length(body -> 'yourRefs') < $4
         ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [exactWindow(division), connectionId, amazonOrderId, ORDERS_A_CALL],
    );
    return rows.length > 0;
  }

  /** Whether the gateway must look once more right before it makes the sales order. */
  mustLookAgain(order: AmazonOrderEntity, connection: ConnectionEntity): boolean {
    if (!mayStandAlready(order.createdTime, connection)) return false;
    const since = order.lookedUpAt === null ? Infinity : this.clock.now().getTime() - order.lookedUpAt.getTime();
    return since > LOOK_UP_HOLDS_MS;
  }

  /** What was found counts for this order. */
  noteNothing(order: AmazonOrderEntity): void {
    order.lookUp = 'none';
    order.lookedUpAt = this.clock.now();
  }
}

/** The sales orders among those that were found that carry this order's number. */
export function ofOrder(
  { amazonOrderId }: AmazonOrderEntity,
  found: readonly ExactSalesOrderStandingV1[],
): ExactSalesOrderStandingV1[] {
  return found.filter(({ yourRef }) => yourRef === amazonOrderId);
}
