import { reasonOf } from '@connector/contracts';
import {
  BadRequestException,
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
  ValidationPipe,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorGuard } from './operator.guard.js';
import type { ParkedFilter } from './parked-filter.js';
import type { ParkedMessage } from './parked-message.entity.js';
import { ParkedMessages } from './parked-messages.js';
import { ParkedDecision, ParkedDecisionForMany, ParkedPageQuery } from './parked-requests.js';

/** The same on every service, whatever else it serves. */
const checked = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  transformOptions: { enableImplicitConversion: true, exposeDefaultValues: true },
});

/** The parked messages of this service: what nobody could handle, and what an operator decides of it. */
@ApiTags('parked messages')
@ApiBearerAuth()
@UseGuards(OperatorGuard)
@Controller('parked-messages')
export class ParkedMessagesController {
  constructor(private readonly parked: ParkedMessages) {}

  @ApiOperation({ summary: 'Messages that wait for an engineer, the oldest first' })
  @Get()
  async list(@Query(checked) query: ParkedPageQuery): Promise<{ waiting: number; messages: object[]; next?: string }> {
    const { limit, after, ...filter } = query;
    const rows = await this.parked.list(filter, limit, after);
    const next = rows.length === limit ? rows.at(-1)?.id : undefined;
    return {
      waiting: await this.parked.count(filter),
      messages: rows.map(shown),
      ...(next === undefined ? {} : { next }),
    };
  }

  @ApiOperation({ summary: 'One parked message with its body and stack; personal data stay sealed' })
  @Get(':id')
  async show(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    const row = await this.parked.find(id);
    if (row === null) throw new NotFoundException(`There is no parked message ${id}`);
    return { ...shown(row), body: bodyOf(row), stack: row.stack };
  }

  @ApiOperation({ summary: 'Send one again, under its own id' })
  @HttpCode(200)
  @Post(':id/replay')
  async replay(@Param('id', ParseUUIDPipe) id: string, @Body(checked) { note }: ParkedDecision): Promise<object> {
    if (!(await this.parked.replay(id, note))) throw notWaiting(id);
    return { replayed: 1 };
  }

  @ApiOperation({ summary: 'Close one without sending it' })
  @HttpCode(200)
  @Post(':id/discard')
  async discard(@Param('id', ParseUUIDPipe) id: string, @Body(checked) { note }: ParkedDecision): Promise<object> {
    if (!(await this.parked.discard(id, note))) throw notWaiting(id);
    return { discarded: 1 };
  }

  @ApiOperation({ summary: 'Send again all that a filter means' })
  @HttpCode(200)
  @Post('replay')
  async replayMany(@Body(checked) request: ParkedDecisionForMany): Promise<object> {
    return { replayed: await this.parked.replayAll(filterOf(request), request.note) };
  }

  @ApiOperation({ summary: 'Close all that a filter means without sending them' })
  @HttpCode(200)
  @Post('discard')
  async discardMany(@Body(checked) request: ParkedDecisionForMany): Promise<object> {
    return { discarded: await this.parked.discardAll(filterOf(request), request.note) };
  }
}

function shown(row: ParkedMessage): object {
  const { content: _content, stack: _stack, ...told } = row;
  const { nl, en, remedyNl, remedyEn } = reasonOf(row.reasonCode);
  return { ...told, reason: { nl, en, remedyNl, remedyEn } };
}

/** The body as JSON, or where it is none, as text. */
function bodyOf({ content }: ParkedMessage): unknown {
  const text = Buffer.from(content, 'base64').toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function filterOf({ note: _note, all = false, ...filter }: ParkedDecisionForMany): ParkedFilter {
  if (!all && Object.values(filter).every((value) => value === undefined))
    throw new BadRequestException('Give a filter, or "all": true if every message that waits is meant');
  return filter;
}

const notWaiting = (id: string): ConflictException => new ConflictException(`No message ${id} is waiting`);
