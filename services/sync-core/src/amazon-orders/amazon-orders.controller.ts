import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsISO8601, IsOptional } from 'class-validator';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { Steps } from '../commands/steps.js';
import { BackfillOrders } from './backfill-orders.js';
import { OrderBackfillEntity } from './order-backfill.entity.js';
import { OrderTallyEntity } from './order-tally.entity.js';

/** Which orders are to be read again. */
export class BackfillRequest {
  @ApiProperty({ example: '2026-10-01T00:00:00Z', description: 'Placed at this moment or later' })
  @IsISO8601({ strict: true })
  createdAfter!: string;

  @ApiPropertyOptional({ description: 'Placed before this moment; left out: up to now' })
  @IsOptional()
  @IsISO8601({ strict: true })
  createdBefore?: string;
}

/** Orders read from Amazon beside the polls, and what Amazon says it has. */
@ApiTags('amazon-orders')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('connections/:connectionId/amazon-orders')
export class AmazonOrdersController {
  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly backfill: BackfillOrders,
  ) {}

  @ApiOperation({ summary: 'Read one order again from Amazon' })
  @HttpCode(202)
  @Post(':amazonOrderId/fetch')
  async fetch(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId') amazonOrderId: string,
  ): Promise<object> {
    if (!/^\d{3}-\d{7}-\d{7}$/.test(amazonOrderId))
      throw new BadRequestException(`${amazonOrderId} is no Amazon order id, for example 402-1234567-1234567`);
    await this.steps.run((step) => this.backfill.fetchOne(step, connectionId, amazonOrderId));
    return { amazonOrderId, state: 'asked' };
  }

  @ApiOperation({ summary: 'Ask what reading the orders of a time past takes; nothing is read before it is started' })
  @HttpCode(202)
  @Post('backfills')
  async estimate(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Body() { createdAfter, createdBefore }: BackfillRequest,
  ): Promise<object> {
    const selection = { createdAfter, ...(createdBefore === undefined ? {} : { createdBefore }) };
    return viewOf(await this.steps.run((step) => this.backfill.estimate(step, connectionId, selection)));
  }

  @ApiOperation({ summary: 'Start a backfill whose estimate is there' })
  @HttpCode(202)
  @Post('backfills/:id/start')
  async start(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<object> {
    return viewOf(await this.steps.run((step) => this.backfill.start(step, connectionId, id)));
  }

  @ApiOperation({ summary: 'Backfills of a connection, with estimate and progress' })
  @Get('backfills')
  async all(@Param('connectionId', ParseUUIDPipe) connectionId: string): Promise<{ backfills: object[] }> {
    const found = await this.db
      .getRepository(OrderBackfillEntity)
      .find({ where: { connectionId }, order: { createdAt: 'DESC' }, take: 100 });
    return { backfills: found.map(viewOf) };
  }

  @ApiOperation({
    summary: 'What Amazon has of each day of creation (UTC), and how many of these orders are known here',
  })
  @Get('tallies')
  async tallies(@Param('connectionId', ParseUUIDPipe) connectionId: string): Promise<{ tallies: object[] }> {
    const tallies = await this.db
      .getRepository(OrderTallyEntity)
      .find({ where: { connectionId }, order: { day: 'DESC' }, take: 100 });
    return { tallies: tallies.map(({ connectionId: _connection, ...tally }) => tally) };
  }
}

function viewOf(backfill: OrderBackfillEntity): object {
  const { id, selection, state, reasonCode, estimate, orders, calls, createdAt, changedAt } = backfill;
  return { id, selection, state, reasonCode, estimate, orders, calls, createdAt, changedAt };
}
