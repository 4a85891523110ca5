import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { PageQuery } from '../api/page-query.js';

/** Stock as it was told to Amazon, per SKU, and when it is looked at next. */
@ApiTags('stock')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('stock')
export class StockController {
  constructor(private readonly db: DataSource) {}

  @ApiOperation({ summary: 'Offers of a connection, and its last and next stock run' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ offers: object[]; runs: object[] }> {
    const offers = await this.db.query<object[]>(
      `SELECT connection_id AS "connectionId", sku, wanted_quantity AS "wantedQuantity", accepted_quantity AS "acceptedQuantity",
         reason_code AS "reasonCode", platform_message AS "platformMessage", accepted_at AS "acceptedAt"
       FROM sync_core.stock_offer WHERE ($1::uuid IS NULL OR connection_id = $1) AND ($2::text IS NULL OR sku > $2) ORDER BY sku LIMIT $3`,
      [query.connectionId ?? null, query.after ?? null, query.limit],
    );
    const runs = await this.db.query<object[]>(
      `SELECT connection_id AS "connectionId", due_at AS "nextRunAt", last_run_at AS "lastRunAt", last_result AS "lastResult"
       FROM sync_core.stock_schedule WHERE $1::uuid IS NULL OR connection_id = $1`,
      [query.connectionId ?? null],
    );
    return { offers, runs };
  }
}
