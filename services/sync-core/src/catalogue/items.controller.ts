import { CLOCK, type Clock } from '@connector/platform';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { keyIn, pageOf } from '../api/page-cursor.js';
import { PageQuery } from '../api/page-query.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { Steps } from '../commands/steps.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { importProgress, type ImportProgress } from './domain/import-progress.js';
import { AliasRequest, ResyncRequest } from './item-requests.js';
import { ResyncItems } from './resync-items.js';
import { SkuAliases } from './sku-aliases.js';

interface Counts {
  total: number;
  done: number;
  held: number;
  wanted: number;
  window: number;
  not_before: Date | null;
}

/** Items: where each came from, whether it is in Exact, how far the import is, and what a person changes of it. */
@ApiTags('items')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('items')
export class ItemsController {
  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly connections: Connections,
    private readonly resync: ResyncItems,
    private readonly aliases: SkuAliases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @ApiOperation({ summary: 'Items of a connection, by code' })
  @Get()
  async list(@Query() query: PageQuery): Promise<{ items: object[]; next?: string }> {
    const read = await this.db.query<{ id: string; code: string }[]>(
      `SELECT i.id, i.source, i.code, i.state, i.exact_item_id AS "exactItemId", i.adopted, i.shown, i.reason_code AS "reasonCode",
         i.platform_message AS "platformMessage", i.first_seen_at AS "firstSeenAt"
       FROM sync_core.item i WHERE ($1::uuid IS NULL OR i.wanted_by = $1 AND i.division = (SELECT c.division FROM sync_core.connection c WHERE c.id = $1))
         AND ($2::text IS NULL OR i.code >= $2 AND (i.code, i.id) > ($2, $3::uuid)) ORDER BY i.code, i.id LIMIT $4`,
      [query.connectionId ?? null, ...keyIn(query.after, 2), query.limit + 1],
    );
    const { rows: items, ...next } = pageOf(read, query.limit, ({ code, id }) => [code, id]);
    return { items, ...next };
  }

  @ApiOperation({ summary: 'How far the import of the catalogue is, and when it will be done at its pace' })
  @Get(':connectionId/progress')
  async progress(@Param('connectionId', ParseUUIDPipe) connectionId: string): Promise<ImportProgress> {
    const connection = await this.connectionOf(connectionId);
    const { firstImport: pace } = connection.settings;
    const now = this.clock.now();
    const [counts] = await this.db.query<Counts[]>(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE i.state = 'ready')::int AS done,
         count(*) FILTER (WHERE i.state = 'held')::int AS held, count(*) FILTER (WHERE i.state = 'wanted')::int AS wanted,
         count(*) FILTER (WHERE i.released_at > $2)::int AS window,
         greatest((SELECT w.not_before FROM sync_core.release_window w WHERE w."window" = $3),
           (SELECT max(c.not_before) FROM sync_core.command c WHERE c."window" = $3 AND c.state = 'waiting' AND c.contract = 'exact.item.import.v1')) AS not_before
       FROM sync_core.item i WHERE i.wanted_by = $1 AND i.division = $4 AND i.source LIKE 'sku:%'`,
      [
        connectionId,
        new Date(now.getTime() - pace.perMinutes * 60_000),
        exactWindow(connection.division),
        connection.division,
      ],
    );
    const { total, done, held, wanted, window, not_before: notBefore } = counts!;
    const quota = notBefore === null ? {} : { notBefore };
    return importProgress({ total, done, held, wanted, leftInWindow: window, pace, now, ...quota });
  }

  @ApiOperation({ summary: 'Synchronise SKUs again: description, extra description, price and barcode of their items' })
  @HttpCode(200)
  @Post(':connectionId/resync')
  async again(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Body() { skus }: ResyncRequest,
  ): Promise<{ skus: object[] }> {
    const outcomes = await this.steps.run(async (step) =>
      this.resync.resync(step, await this.connectionOf(connectionId), [...new Set(skus)]),
    );
    return { skus: outcomes };
  }

  @ApiOperation({ summary: 'SKUs that a person pointed at an item' })
  @Get(':connectionId/aliases')
  async pointed(@Param('connectionId', ParseUUIDPipe) connectionId: string): Promise<{ aliases: object[] }> {
    const { division } = await this.connectionOf(connectionId);
    const aliases = await this.db.query<object[]>(
      `SELECT a.sku, i.code, a.pieces, a.set_by AS "setBy", a.set_at AS "setAt"
       FROM sync_core.sku_alias a JOIN sync_core.item i ON i.id = a.item_id WHERE a.division = $1 ORDER BY a.sku`,
      [division],
    );
    return { aliases };
  }

  @ApiOperation({ summary: 'Point a SKU at an item: one that replaces another, or a pack of so many pieces' })
  @Put(':connectionId/aliases')
  async point(
    @Param('connectionId', ParseUUIDPipe) connectionId: string,
    @Body() wish: AliasRequest,
  ): Promise<{ sku: string; code: string; pieces: number }> {
    const item = await this.inDivision(connectionId, (step, { division }) =>
      this.aliases.set(step.tx, division, wish.toWish()),
    );
    if (item === undefined)
      throw new NotFoundException(`There is no item ${wish.toCode ?? `of the SKU ${wish.toSku}`}`);
    return { sku: wish.sku, code: item.code, pieces: wish.pieces };
  }

  @ApiOperation({ summary: 'Give a SKU its own item again' })
  @HttpCode(204)
  @Delete(':connectionId/aliases/:sku')
  async unpoint(@Param('connectionId', ParseUUIDPipe) connectionId: string, @Param('sku') sku: string): Promise<void> {
    const removed = await this.inDivision(connectionId, (step, { division }) =>
      this.aliases.remove(step.tx, division, sku),
    );
    if (!removed) throw new NotFoundException(`The SKU ${sku} is pointed at no item`);
  }

  private async inDivision<T>(
    connectionId: string,
    work: (step: Step, connection: ConnectionEntity) => Promise<T>,
  ): Promise<T> {
    return this.steps.run(async (step) => work(step, await this.connectionOf(connectionId)));
  }

  private async connectionOf(id: string): Promise<ConnectionEntity> {
    const connection = await this.connections.find(this.db.manager, id);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
    return connection;
  }
}
