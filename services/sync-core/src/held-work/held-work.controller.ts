import { reasonOf } from '@connector/contracts';
import {
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
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { PageQuery } from '../api/page-query.js';
import { Steps } from '../commands/steps.js';
import { RetryHeldOrders } from '../orders/retry-held-orders.js';

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
  ) {}

  @ApiOperation({ summary: 'Held orders' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ held: object[] }> {
    const rows = await this.db.query<Held[]>(
      `SELECT connection_id, amazon_order_id, reason_code, reason_detail, changed_at FROM sync_core.amazon_order
       WHERE state = 'held' AND ($1::uuid IS NULL OR connection_id = $1) AND ($2::text IS NULL OR amazon_order_id > $2)
       ORDER BY amazon_order_id LIMIT $3`,
      [query.connectionId ?? null, query.after ?? null, query.limit],
    );
    return {
      held: rows.map((row) => ({
        connectionId: row.connection_id,
        amazonOrderId: row.amazon_order_id,
        since: row.changed_at,
        reasonCode: row.reason_code,
        ...reasonOf(row.reason_code),
        detail: row.reason_detail,
      })),
    };
  }

  @ApiOperation({ summary: 'Try a held order again' })
  @HttpCode(200)
  @Post(':connectionId/:amazonOrderId/retry')
  async again(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId') amazonOrderId: string,
  ): Promise<{ retried: true }> {
    const retried = await this.steps.run((step) => this.retry.one(step, { connectionId, amazonOrderId }));
    if (!retried) throw new ConflictException(`The order ${amazonOrderId} is not held`);
    return { retried };
  }
}
