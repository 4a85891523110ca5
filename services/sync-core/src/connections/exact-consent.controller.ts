import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { Sealer } from '@connector/sealing';
import {
  ConflictException,
  Controller,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { BearerTokenGuard } from '../api/bearer-token.guard.js';
import type { SyncCoreEnvironment } from '../environment.js';
import { Connections } from './connections.js';
import { consentLink, type ConsentLink } from './consent-link.js';

/** Begins the consent of a merchant at Exact Online, also where it is to be given again. */
@ApiTags('connections')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('connections')
export class ExactConsentController {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment,
  ) {}

  @ApiOperation({ summary: "A link to Exact Online's consent page for this connection, good once and for ten minutes" })
  @HttpCode(200)
  @Post(':id/exact-consent')
  async link(@Param('id', ParseUUIDPipe) id: string): Promise<ConsentLink> {
    const base = this.environment.EXACT_GATEWAY_PUBLIC_URL;
    if (base === undefined)
      throw new ConflictException(
        'Consent by web page is not set up here: set EXACT_GATEWAY_PUBLIC_URL, or give a refresh token',
      );
    const connection = await this.connections.find(this.db.manager, id);
    if (connection === undefined) throw new NotFoundException(`There is no connection ${id}`);
    return consentLink(
      this.sealer,
      this.clock.now(),
      { gateway: 'exact-gateway', base },
      { connectionId: id, site: connection.site },
    );
  }
}
