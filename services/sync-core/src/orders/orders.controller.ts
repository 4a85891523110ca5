import { reasonOf } from '@connector/contracts';
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { keyIn, pageOf } from '../api/page-cursor.js';
import { PageQuery } from '../api/page-query.js';
import { AmazonOrderEntity } from './amazon-order.entity.js';
import type { OrderState } from './domain/order-state.js';
import { orderView } from './order-view.js';
import { sentenceOf } from './timeline-catalogue.js';
import { TimelineEntryEntity } from './timeline-entry.entity.js';

const STATES: readonly OrderState[] = [
  'received',
  'pending',
  'ready',
  'debtor',
  'items',
  'ordering',
  'done',
  'held',
  'skipped',
  'cancelled',
];

export class OrdersQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  state?: OrderState;
}

/** Orders as sync-core knows them; no buyer is shown. */
@ApiTags('orders')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller()
export class OrdersController {
  constructor(private readonly db: DataSource) {}

  @ApiOperation({ summary: 'Orders, by Amazon order id' })
  @Get('orders')
  async list(@Query() query: OrdersQuery): Promise<{ orders: object[]; next?: string }> {
    const found = this.db
      .getRepository(AmazonOrderEntity)
      .createQueryBuilder('o')
      .orderBy('o.amazonOrderId')
      .addOrderBy('o.connectionId')
      .limit(query.limit + 1);
    if (query.connectionId !== undefined) found.andWhere('o.connectionId = :connectionId', query);
    if (query.state !== undefined) found.andWhere('o.state = :state', query);
    const [lastOrder, lastConnection] = keyIn(query.after, 2);
    if (lastOrder !== null) {
      // the first condition alone is one that an index can look up
      found.andWhere('o.amazonOrderId >= :lastOrder', { lastOrder });
      found.andWhere('(o.amazonOrderId, o.connectionId) > (:lastOrder, :lastConnection::uuid)', { lastConnection });
    }
    const { rows, ...next } = pageOf(await found.getMany(), query.limit, (order) => [
      order.amazonOrderId,
      order.connectionId,
    ]);
    return { orders: rows.map(orderView), ...next };
  }

  @ApiOperation({ summary: 'One order with everything that happened to it: the answer to "why is it not in Exact?"' })
  @Get('orders/:connectionId/:amazonOrderId')
  async one(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId') amazonOrderId: string,
  ): Promise<object> {
    const order = await this.db.getRepository(AmazonOrderEntity).findOneBy({ connectionId, amazonOrderId });
    if (order === null) throw new NotFoundException(`There is no order ${amazonOrderId} of that connection`);
    const entries = await this.db
      .getRepository(TimelineEntryEntity)
      .find({ where: { connectionId, amazonOrderId }, order: { id: 'ASC' } });
    const reason = order.reasonCode === null ? undefined : reasonOf(order.reasonCode);
    return {
      ...orderView(order),
      ...(reason === undefined ? {} : { reason: { code: order.reasonCode, ...reason, detail: order.reasonDetail } }),
      timeline: entries.map(({ at, code, detail }) => ({ at, code, ...sentenceOf(code, detail), detail })),
    };
  }

  @ApiOperation({ summary: 'How many orders are in which state' })
  @Get('summary')
  async summary(
    @Query() { connectionId }: PageQuery,
  ): Promise<{ orders: Record<string, number>; total: number; commandsWaiting: number }> {
    const rows = await this.db.query<{ state: string; count: number }[]>(
      `SELECT state, count(*)::int AS count FROM sync_core.amazon_order WHERE $1::uuid IS NULL OR connection_id = $1 GROUP BY state`,
      [connectionId ?? null],
    );
    const [waiting] = await this.db.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM sync_core.command WHERE state IN ('waiting', 'sent') AND ($1::uuid IS NULL OR connection_id = $1)`,
      [connectionId ?? null],
    );
    return {
      orders: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
      total: rows.reduce((total, { count }) => total + count, 0),
      commandsWaiting: waiting?.count ?? 0,
    };
  }
}
