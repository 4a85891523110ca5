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
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsISO8601, IsOptional } from 'class-validator';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import { DecisionRequest } from '../api/decision-request.js';
import { Steps } from '../commands/steps.js';
import { Connections } from '../connections/connections.js';
import { viewOf } from '../connections/connections.controller.js';
import { checkInstallation } from '../installation/domain/check-installation.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { ConfirmGoingLive } from './confirm-going-live.js';
import { findReferences } from './domain/references.js';
import { PreviewGoingLive } from './preview-going-live.js';

export class GoingLiveQuery {
  @ApiPropertyOptional({ description: 'A start date to be looked at; left out: the one of the installation' })
  @IsOptional()
  @IsISO8601({ strict: true })
  importOrdersFrom?: string;
}

export class GoingLiveRequest extends DecisionRequest {
  @ApiProperty({ example: '2027-01-01T00:00:00+01:00', description: 'Orders created before are skipped' })
  @IsISO8601({ strict: true })
  importOrdersFrom!: string;
}

/** Before the first write into another division, or after a dry run or a test, a person looks and confirms (domain V4). */
@ApiTags('connections')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('connections/:id/going-live')
export class GoingLiveController {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly preview: PreviewGoingLive,
    private readonly confirming: ConfirmGoingLive,
    private readonly steps: Steps,
  ) {}

  @ApiOperation({
    summary:
      'What is asked before the connection goes live: start date, references found and missing, what would be written',
  })
  @Get()
  async look(@Param('id', ParseUUIDPipe) id: string, @Query() query: GoingLiveQuery): Promise<object> {
    const connection = await this.connections.find(this.db.manager, id);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
    const division = await this.db.manager.findOneBy(DivisionEntity, { division: connection.division });
    if (division === null)
      throw new ConflictException(`What division ${connection.division} has is not read yet; ask again in a minute`);
    const { settings } = connection;
    const startDate = new Date(query.importOrdersFrom ?? settings.importOrdersFrom);
    return {
      status: connection.status,
      goingLive: connection.goingLive,
      division: connection.division,
      importOrdersFrom: startDate,
      references: {
        found: findReferences(settings, division.masterData),
        missing: checkInstallation(settings, division.masterData),
        readAt: division.readAt,
      },
      preview: await this.preview.of(connection, division.masterData, startDate),
    };
  }

  @ApiOperation({ summary: 'Go live: from this order on, and who says so' })
  @HttpCode(200)
  @Post()
  async confirm(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { by, importOrdersFrom }: GoingLiveRequest,
  ): Promise<object> {
    return viewOf(await this.steps.run((step) => this.confirming.confirm(step, id, { by, importOrdersFrom })));
  }
}
