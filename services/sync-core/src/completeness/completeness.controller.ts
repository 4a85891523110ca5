import { reasonOf } from '@connector/contracts';
import { BadRequestException, Controller, Get, NotFoundException, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { Connections } from '../connections/connections.js';
import { CompletenessQuery } from './completeness-query.js';
import { daysOfOrders, type CountedOrders } from './domain/day-of-orders.js';

const MOST_DAYS = 92;
const MOST_DIFFERENCES = 200;

interface Different {
  amazon_order_id: string;
  state: string;
  reason_code: string | null;
  is_gone: boolean;
  differs: boolean;
}

/** Whether everything that was sold stands in Exact: per day and currency, with every difference and its cause. */
@ApiTags('orders')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('completeness')
export class CompletenessController {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
  ) {}

  @ApiOperation({
    summary: 'Orders at Amazon, in Exact, skipped and held, per day and currency, with every difference',
  })
  @Get()
  async proof(@Query() { connectionId, from, to }: CompletenessQuery): Promise<object> {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (!(days >= 0 && days < MOST_DAYS)) throw new BadRequestException(`to: at most ${MOST_DAYS} days from "from"`);
    const connection = await this.connections.find(this.db.manager, connectionId);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${connectionId}`);
    const window = [connectionId, from, to, connection.settings.timeZone];
    return {
      days: daysOfOrders(await this.counted(window)),
      differences: (await this.differing(window)).map(causeOf),
      amazonCounted: await this.tallies(connectionId, from, to),
      exactRead: await this.lastReading(connection.division),
    };
  }

  private async counted(window: readonly string[]): Promise<CountedOrders[]> {
    return this.db.query<CountedOrders[]>(
      `SELECT to_char(created_time AT TIME ZONE $4, 'YYYY-MM-DD') AS day, coalesce(snapshot #>> '{grandTotal,currency}', '-') AS currency,
         state, count(*)::int AS orders, coalesce(sum((snapshot #>> '{grandTotal,minorUnits}')::bigint), 0)::float8 AS "atAmazon",
         coalesce(sum(exact_total), 0)::float8 AS "inExact"
       FROM sync_core.amazon_order ${WINDOW} GROUP BY 1, 2, 3`,
      [...window],
    );
  }

  /** Orders that are not where they should end, and those whose total in Exact is another or whose sales order is gone. */
  private async differing(window: readonly string[]): Promise<Different[]> {
    return this.db.query<Different[]>(
      `SELECT o.amazon_order_id, o.state, o.reason_code, o.exact_total IS DISTINCT FROM o.expected_total AND o.state = 'done' AS differs,
         exists (SELECT 1 FROM sync_core.order_notice n WHERE n.connection_id = o.connection_id AND n.amazon_order_id = o.amazon_order_id
           AND n.code = 'sales_order_gone' AND n.settled_at IS NULL) AS is_gone
       FROM sync_core.amazon_order o ${WINDOW}
         AND (o.state NOT IN ('done', 'skipped', 'cancelled') OR o.state = 'done' AND (o.exact_total IS DISTINCT FROM o.expected_total
           OR exists (SELECT 1 FROM sync_core.order_notice n WHERE n.connection_id = o.connection_id
             AND n.amazon_order_id = o.amazon_order_id AND n.code = 'sales_order_gone' AND n.settled_at IS NULL)))
       ORDER BY o.created_time LIMIT ${MOST_DIFFERENCES}`,
      [...window],
    );
  }

  /** When the sales orders of these order dates were last read in Exact itself; null: not yet. */
  private async lastReading(division: number): Promise<object | null> {
    const [reading] = await this.db.query<object[]>(
      `SELECT to_char(ordered_from, 'YYYY-MM-DD') AS "orderedFrom", to_char(ordered_to, 'YYYY-MM-DD') AS "orderedTo",
         read_at AS "readAt" FROM sync_core.sales_order_reading WHERE division = $1 AND read_at IS NOT NULL`,
      [division],
    );
    return reading ?? null;
  }

  /** Amazon's own count of a day of UTC, where it was read; a day that lacked orders here is read again. */
  private async tallies(connectionId: string, from: string, to: string): Promise<object[]> {
    return this.db.query<object[]>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS "dayUtc", orders, known, totals, without_total AS "withoutTotal", unreadable
       FROM sync_core.order_tally WHERE connection_id = $1 AND day BETWEEN $2::date AND $3::date ORDER BY day`,
      [connectionId, from, to],
    );
  }
}

const WINDOW = `WHERE connection_id = $1 AND created_time >= ($2::date)::timestamp AT TIME ZONE $4
  AND created_time < ($3::date + 1)::timestamp AT TIME ZONE $4`;

function causeOf({
  amazon_order_id: amazonOrderId,
  state,
  reason_code: code,
  is_gone: isGone,
  differs,
}: Different): object {
  if (state === 'done') {
    const cause = isGone
      ? { nl: 'De verkooporder is uit Exact Online verdwenen.', en: 'The sales order is gone from Exact Online.' }
      : differs
        ? { nl: 'Exact Online meldt een ander totaal.', en: 'Exact Online reports another total.' }
        : { nl: '', en: '' };
    return { amazonOrderId, state, ...cause };
  }
  if (code !== null) {
    const { nl, en } = reasonOf(code);
    return { amazonOrderId, state, reasonCode: code, nl, en };
  }
  return { amazonOrderId, state, nl: 'De order is nog onderweg.', en: 'The order is still on its way.' };
}
