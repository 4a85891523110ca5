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

/** Begins the consent of a seller at Amazon: whoever may change the connection gets a link for a browser. */
@ApiTags('connections')
@ApiBearerAuth()
@UseGuards(BearerTokenGuard)
@Controller('connections')
export class AmazonConsentController {
  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment,
  ) {}

  @ApiOperation({ summary: "A link to Amazon's consent page for this connection, good once and for ten minutes" })
  @HttpCode(200)
  @Post(':id/amazon-consent')
  async link(@Param('id', ParseUUIDPipe) id: string): Promise<ConsentLink> {
    const base = this.environment.AMAZON_GATEWAY_PUBLIC_URL;
    if (base === undefined)
      throw new ConflictException(
        'Consent by web page is not set up here: set AMAZON_GATEWAY_PUBLIC_URL, or give a refresh token',
      );
    if ((await this.connections.find(this.db.manager, id)) === undefined)
      throw new NotFoundException(`There is no connection ${id}`);
    return consentLink(this.sealer, this.clock.now(), { gateway: 'amazon-gateway', base }, { connectionId: id });
  }
}
