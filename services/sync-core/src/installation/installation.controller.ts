import { ConflictException, Controller, Get, NotFoundException, Param, ParseUUIDPipe, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from './division.entity.js';
import { dayBudget, type DayBudget } from './domain/day-budget.js';
import { netCodeCosts, type NetCodeCost } from './domain/net-code-cost.js';
import { proposeVatTable, type VatProposal } from './domain/propose-vat-table.js';
import type { Warning } from './domain/warn-ahead.js';
import { LookAhead } from './look-ahead.js';

/** What helps a person to set a connection up, and what he should know before it stops. */
@ApiTags('connections')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('connections')
export class InstallationController {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly ahead: LookAhead,
  ) {}

  @ApiOperation({
    summary:
      "A VAT table made from the division's own codes, to be looked at and confirmed by a person, and what codes that exclude VAT would cost",
  })
  @Get(':id/vat-proposal')
  async vatProposal(
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<VatProposal & { codesThatExclude: NetCodeCost[]; readAt: Date }> {
    const { connection, division } = await this.both(id);
    const recent = await this.ahead.recentLines(this.db.manager, connection.id);
    return {
      ...proposeVatTable(division.masterData),
      codesThatExclude: netCodeCosts(division.masterData, recent),
      readAt: division.readAt,
    };
  }

  @ApiOperation({ summary: 'What works now and will not for long, or leaves orders out on purpose' })
  @Get(':id/warnings')
  async warnings(
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<{ warnings: Warning[]; dayBudget: DayBudget; readAt: Date }> {
    const { connection, division } = await this.both(id);
    return {
      warnings: await this.ahead.warnings(this.db.manager, connection, division),
      dayBudget: dayBudget(await this.ahead.dayOfWork(this.db.manager, connection.division)),
      readAt: division.readAt,
    };
  }

  private async both(id: string): Promise<{ connection: ConnectionEntity; division: DivisionEntity }> {
    const connection = await this.connections.find(this.db.manager, id);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
    const division = await this.db.manager.findOneBy(DivisionEntity, { division: connection.division });
    if (division === null)
      throw new ConflictException(
        `What division ${connection.division} has is not read yet; it comes with the consent at Exact`,
      );
    return { connection, division };
  }
}
