import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { keyIn, pageOf } from '../api/page-cursor.js';
import { PageQuery } from '../api/page-query.js';
import { Steps } from '../commands/steps.js';
import { Notices } from './notices.js';
import type { OrderNoticeEntity } from './order-notice.entity.js';
import { sentenceOf } from './timeline-catalogue.js';
import type { TimelineCode } from './timeline-catalogue.js';

export class TickOffRequest {
  @ApiProperty({ example: 'A. Boekhouder', description: 'Who ticks it off' })
  @IsString()
  @Length(1, 100)
  by!: string;

  @ApiPropertyOptional({ example: 'Verkooporder aangepast in Exact Online' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  note?: string;
}

/** What was carried out and yet needs a person's eye: corrections, cancellations after import, totals that differ. */
@ApiTags('notices')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly notices: Notices,
  ) {}

  @ApiOperation({ summary: 'Open notices, by order: what to look at, old against new, in Dutch and English' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ notices: object[]; next?: string }> {
    const read = await this.db.query<Omit<OrderNoticeEntity, 'settledAt' | 'settledBy' | 'note' | 'fingerprint'>[]>(
      `SELECT connection_id AS "connectionId", amazon_order_id AS "amazonOrderId", code, detail, differences, listed_at AS "listedAt"
       FROM sync_core.order_notice
       WHERE settled_at IS NULL AND ($1::uuid IS NULL OR connection_id = $1) AND ($2::text IS NULL
         OR amazon_order_id >= $2 AND (amazon_order_id, connection_id, code) > ($2, $3::uuid, $4))
       ORDER BY amazon_order_id, connection_id, code LIMIT $5`,
      [query.connectionId ?? null, ...keyIn(query.after, 3), query.limit + 1],
    );
    const { rows, ...next } = pageOf(read, query.limit, (row) => [row.amazonOrderId, row.connectionId, row.code]);
    return { notices: rows.map((row) => ({ ...row, ...sentenceOf(row.code as TimelineCode, row.detail) })), ...next };
  }

  @ApiOperation({ summary: 'Tick a notice off, for this state of the order; a further change is listed again' })
  @HttpCode(200)
  @Post(':connectionId/:amazonOrderId/:code/tick-off')
  async tickOff(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('amazonOrderId') amazonOrderId: string,
    @Param('code') code: string,
    @Body() { by, note }: TickOffRequest,
  ): Promise<{ tickedOff: true }> {
    const said = { code, by, ...(note === undefined ? {} : { note }) };
    const found = await this.steps.run((step) => this.notices.tickOff(step.tx, { connectionId, amazonOrderId }, said));
    if (!found) throw new NotFoundException(`No open notice "${code}" stands on the order ${amazonOrderId}`);
    return { tickedOff: true };
  }
}
