import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { PageQuery } from '../api/page-query.js';

/** Items: where each came from and whether it is in Exact. */
@ApiTags('items')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('items')
export class ItemsController {
  constructor(private readonly db: DataSource) {}

  @ApiOperation({ summary: 'Items of a connection, by code' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ items: object[] }> {
    const items = await this.db.query<object[]>(
      `SELECT i.id, i.source, i.code, i.state, i.exact_item_id AS "exactItemId", i.adopted, i.reason_code AS "reasonCode",
         i.platform_message AS "platformMessage", i.first_seen_at AS "firstSeenAt"
       FROM sync_core.item i WHERE ($1::uuid IS NULL OR i.wanted_by = $1) AND ($2::text IS NULL OR i.code > $2) ORDER BY i.code LIMIT $3`,
      [query.connectionId ?? null, query.after ?? null, query.limit],
    );
    return { items };
  }
}
