import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { ChangeConnectionRequest, CreateConnectionRequest } from './connection-requests.js';
import type { ConnectionEntity } from './connection.entity.js';
import { Connections } from './connections.js';
import { SaveConnection } from './save-connection.js';

/** Connections: set up, change, pause, resume. Tokens go in and never come out. */
@ApiTags('connections')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('connections')
export class ConnectionsController {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly save: SaveConnection,
  ) {}

  @ApiOperation({ summary: 'All connections' })
  @Get()
  async all(): Promise<{ connections: object[] }> {
    return { connections: (await this.connections.all(this.db.manager)).map(viewOf) };
  }

  @ApiOperation({ summary: 'One connection with its settings and what it lacks' })
  @Get(':id')
  async one(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    const connection = await this.connections.find(this.db.manager, id);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
    return viewOf(connection);
  }

  @ApiOperation({ summary: 'Link a seller account with an administration' })
  @Post()
  async create(@Body() request: CreateConnectionRequest): Promise<object> {
    return viewOf(await this.save.create(request));
  }

  @ApiOperation({ summary: 'Change settings, tokens, division or dry run; what is left out stays' })
  @Patch(':id')
  async change(@Param('id', ParseUUIDPipe) id: string, @Body() request: ChangeConnectionRequest): Promise<object> {
    return viewOf(await this.save.change(id, request));
  }

  @ApiOperation({ summary: 'Stop reading and writing; what waits is kept' })
  @HttpCode(200)
  @Post(':id/pause')
  async pause(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    return viewOf(await this.save.pause(id));
  }

  @ApiOperation({ summary: 'Try both platforms again now: a right or a role that was lacking has been given' })
  @HttpCode(200)
  @Post(':id/check')
  async check(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    return viewOf(await this.save.check(id));
  }

  @ApiOperation({ summary: 'Go on after a pause' })
  @HttpCode(200)
  @Post(':id/resume')
  async resume(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    return viewOf(await this.save.resume(id));
  }
}

/** A connection for a reader of the API: no token. */
export function viewOf(connection: ConnectionEntity): object {
  const {
    id,
    name,
    sellerId,
    region,
    site,
    division,
    settings,
    status,
    dryRun,
    faults,
    warnings,
    amazonSide,
    exactSide,
    amazonExpiry,
    goingLive,
    wentLive,
    createdAt,
  } = connection;
  return {
    id,
    name,
    status,
    dryRun,
    faults,
    warnings,
    goingLive,
    wentLive,
    amazon: { sellerId, region, ...amazonSide, saidBy: undefined, expiry: amazonExpiry },
    exact: { site, division, ...exactSide, saidBy: undefined },
    settings,
    createdAt,
  };
}
