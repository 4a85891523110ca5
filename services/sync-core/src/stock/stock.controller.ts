import {
  Body,
  ConflictException,
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
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { DecisionRequest } from '../api/decision-request.js';
import { PageQuery } from '../api/page-query.js';
import { Steps } from '../commands/steps.js';
import { SendOffers } from './send-offers.js';
import { StockViews, type StockPreview } from './stock-views.js';
import { TrustZero } from './trust-zero.js';

/** Stock as it was told to Amazon, per SKU: what waits for a person, what differs, and when it is looked at next. */
@ApiTags('stock')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('stock')
export class StockController {
  constructor(
    private readonly views: StockViews,
    private readonly steps: Steps,
    private readonly offers: SendOffers,
    private readonly zero: TrustZero,
  ) {}

  @ApiOperation({ summary: 'Offers of a connection, and its last and next stock run' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ offers: object[]; next?: string; runs: object[] }> {
    const { rows: offers, ...next } = await this.views.offers(query);
    return { offers, ...next, runs: await this.views.runs(query.connectionId) };
  }

  @ApiOperation({ summary: 'What would be written next, old and new per SKU, and what it waits for' })
  @Get(':connectionId/preview')
  async preview(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Query() query: PageQuery,
  ): Promise<StockPreview> {
    return this.views.preview(connectionId, query);
  }

  @ApiOperation({ summary: 'A person has looked: let the waiting run write' })
  @HttpCode(200)
  @Post(':connectionId/release')
  async release(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Body() { by }: DecisionRequest,
  ): Promise<{ released: true }> {
    const released = await this.steps.run((step) => this.offers.release(step, connectionId, by));
    if (!released) throw new ConflictException('No stock run of this connection waits for a person');
    return { released };
  }

  @ApiOperation({
    summary: 'Differences between what should stand at Amazon and what was seen there; each was sent again',
  })
  @Get(':connectionId/drift')
  async drift(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Query() { limit }: PageQuery,
  ): Promise<{ drift: object[] }> {
    return { drift: await this.views.drift(connectionId, limit) };
  }

  @ApiOperation({
    summary: 'SKUs that share one item: each shows its whole quantity, so together they can be sold twice',
  })
  @Get(':connectionId/shared-items')
  async shared(@Param('connectionId', ParseUUIDPipe) connectionId: string): Promise<{ shared: object[] }> {
    return { shared: await this.views.sharedItems(connectionId) };
  }

  @ApiOperation({ summary: 'A person says that a new item really has no stock: its 0 may go to Amazon' })
  @HttpCode(200)
  @Post(':connectionId/skus/:sku/trust-zero')
  async trustZero(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Param('sku') sku: string,
    @Body() _decision: DecisionRequest,
  ): Promise<{ trusted: true }> {
    const trusted = await this.steps.run((step) => this.zero.trust(step.tx, connectionId, sku));
    if (!trusted) throw new NotFoundException(`This connection has no SKU "${sku}" with an item`);
    return { trusted };
  }
}
