import { ENVIRONMENT } from '@connector/platform';
import { formatMoney, money } from '@connector/money';
import { Controller, Get, Inject, NotFoundException, Param, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { AmazonOrderIdPipe } from '../api/amazon-order-id.pipe.js';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import type { SyncCoreEnvironment } from '../environment.js';
import type { OrderState } from '../orders/domain/order-state.js';
import { sentenceOf, type TimelineCode } from '../orders/timeline-catalogue.js';
import { explainOrder } from './domain/explain-order.js';
import { mendedBySettings, shownByExactAlone } from './release-reasons.js';

interface Found {
  connection_id: string;
  connection_name: string;
  state: OrderState;
  reason_code: string | null;
  reason_detail: Record<string, string> | null;
  sales_order_number: number | null;
  exact_total: string | null;
  currency: string | null;
  blocked_reason: string | null;
  blocked_until: Date | null;
}

interface Said {
  code: TimelineCode;
  detail: Record<string, string>;
}

/** The question that a bookkeeper asks, answered in one reading. */
@ApiTags('orders')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('orders')
export class WhyController {
  constructor(
    private readonly db: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment,
  ) {}

  @ApiOperation({ summary: 'Why is this order not in Exact, or there as it is? In Dutch and in English' })
  @Get(':amazonOrderId/why')
  async why(@Param('amazonOrderId', AmazonOrderIdPipe) amazonOrderId: string): Promise<{ answers: object[] }> {
    const found = await this.db.query<Found[]>(
      `SELECT o.connection_id, c.name AS connection_name, o.state, o.reason_code, o.reason_detail, o.sales_order_number, o.exact_total,
         o.currency, w.reason_code AS blocked_reason, w.not_before AS blocked_until
       FROM sync_core.connection c
       JOIN sync_core.amazon_order o ON o.connection_id = c.id AND o.amazon_order_id = $1
       LEFT JOIN sync_core.release_window w ON w."window" = 'exact:' || o.division AND w.not_before > sync_core.app_now()
       ORDER BY c.created_at`,
      [amazonOrderId],
    );
    if (found.length === 0)
      throw new NotFoundException(
        `The order ${amazonOrderId} is not known here. Amazon tells an order within minutes; look whether its store is one of the seller's, and ask for it with POST /connections/{id}/orders/{order}/fetch.`,
      );
    return { answers: await Promise.all(found.map((row) => this.answer(amazonOrderId, row))) };
  }

  private async answer(amazonOrderId: string, row: Found): Promise<object> {
    const notices = await this.db.query<Said[]>(
      `SELECT code, detail FROM sync_core.order_notice
       WHERE connection_id = $1 AND amazon_order_id = $2 AND settled_at IS NULL ORDER BY listed_at`,
      [row.connection_id, amazonOrderId],
    );
    const timeline = await this.db.query<(Said & { at: Date })[]>(
      `SELECT at, code, detail FROM sync_core.timeline_entry WHERE connection_id = $1 AND amazon_order_id = $2 ORDER BY id DESC LIMIT 50`,
      [row.connection_id, amazonOrderId],
    );
    const { reason_code: reasonCode, exact_total: total, currency } = row;
    const known: readonly string[] = [...mendedBySettings, ...shownByExactAlone];
    const explanation = explainOrder(
      {
        amazonOrderId,
        state: row.state,
        reasonCode,
        reasonDetail: row.reason_detail,
        salesOrderNumber: row.sales_order_number,
        total: total === null || currency === null ? null : formatMoney(money(Number(total), currency)),
        retriesByItself: reasonCode !== null && known.includes(reasonCode),
        blockedBy:
          row.blocked_reason === null || row.blocked_until === null
            ? null
            : { reasonCode: row.blocked_reason, until: row.blocked_until.toISOString() },
        notices: notices.map(({ code, detail }) => sentenceOf(code, detail)),
      },
      this.environment.SUPPORT_CONTACT,
    );
    return {
      connectionId: row.connection_id,
      connection: row.connection_name,
      state: row.state,
      reasonCode,
      ...explanation,
      timeline: timeline.reverse().map(({ at, code, detail }) => ({ at, ...sentenceOf(code, detail) })),
      supportContact: this.environment.SUPPORT_CONTACT,
    };
  }
}
