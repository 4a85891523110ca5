import { reasonOf } from '@connector/contracts';
import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { AmazonOrderIdPipe } from '../api/amazon-order-id.pipe.js';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { DecisionRequest } from '../api/decision-request.js';
import { keyIn, pageOf } from '../api/page-cursor.js';
import { PageQuery } from '../api/page-query.js';
import { Steps } from '../commands/steps.js';
import { RetryHeldOrders } from '../orders/retry-held-orders.js';
import { CorrectHeldOrder } from './correct-held-order.js';
import { CorrectionRequest } from './correction-request.js';
import { IgnoreHeldOrder } from './ignore-held-order.js';

interface Held {
  connection_id: string;
  amazon_order_id: string;
  reason_code: string;
  reason_detail: Record<string, string> | null;
  changed_at: Date;
}

/** What needs a person: each with its reason and its remedy, in Dutch and in English. */
@ApiTags('held work')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('held-work')
export class HeldWorkController {
  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly retry: RetryHeldOrders,
    private readonly ignoring: IgnoreHeldOrder,
    private readonly correcting: CorrectHeldOrder,
  ) {}

  @ApiOperation({ summary: 'Held orders' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ held: object[]; next?: string }> {
    const read = await this.db.query<Held[]>(
      `SELECT connection_id, amazon_order_id, reason_code, reason_detail, changed_at FROM sync_core.amazon_order
       WHERE state = 'held' AND ($1::uuid IS NULL OR connection_id = $1) AND ($2::text IS NULL
         OR amazon_order_id >= $2 AND (amazon_order_id, connection_id) > ($2, $3::uuid))
       ORDER BY amazon_order_id, connection_id LIMIT $4`,
      [query.connectionId ?? null, ...keyIn(query.after, 2), query.limit + 1],
    );
    const { rows, ...next } = pageOf(read, query.limit, (row) => [row.amazon_order_id, row.connection_id]);
    return {
      held: rows.map((row) => ({
        connectionId: row.connection_id,
        amazonOrderId: row.amazon_order_id,
        since: row.changed_at,
        reasonCode: row.reason_code,
        ...reasonOf(row.reason_code),
        detail: row.reason_detail,
      })),
      ...next,
    };
  }

  @ApiOperation({ summary: 'Do not import a held order: who says so, and why. A retry takes it up again' })
  @HttpCode(200)
  @Post(':connectionId/:amazonOrderId/ignore')
  async ignore(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId', AmazonOrderIdPipe) amazonOrderId: string,
    @Body() { by, note }: DecisionRequest,
  ): Promise<{ ignored: true }> {
    if (note === undefined) throw new BadRequestException('note: say why the order is not to be imported');
    const key = { connectionId, amazonOrderId };
    const ignored = await this.steps.run((step) => this.ignoring.ignore(step, key, { by, note }));
    if (!ignored) throw new ConflictException(`The order ${amazonOrderId} is not held`);
    return { ignored };
  }

  @ApiOperation({
    summary: 'Set what a held order lacks: VAT number or its absence, VAT code, debtor, items, quantities',
  })
  @HttpCode(200)
  @Post(':connectionId/:amazonOrderId/correct')
  async correct(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId', AmazonOrderIdPipe) amazonOrderId: string,
    @Body() request: CorrectionRequest,
  ): Promise<{ corrected: true }> {
    const { by, note } = request;
    const said = { by, ...(note === undefined ? {} : { note }) };
    await this.steps.run((step) =>
      this.correcting.correct(step, { connectionId, amazonOrderId }, request.toCorrections(), said),
    );
    return { corrected: true };
  }

  @ApiOperation({ summary: 'Try a held order again, or take an ignored one up' })
  @HttpCode(200)
  @Post(':connectionId/:amazonOrderId/retry')
  async again(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId', AmazonOrderIdPipe) amazonOrderId: string,
  ): Promise<{ retried: true }> {
    const retried = await this.steps.run((step) => this.retry.one(step, { connectionId, amazonOrderId }));
    if (!retried) throw new ConflictException(`The order ${amazonOrderId} is not held`);
    return { retried };
  }
}
