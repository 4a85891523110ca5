import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import type { ParkedFilter } from './parked-filter.js';

/** Which parked messages are meant. */
export class ParkedFilterQuery implements ParkedFilter {
  @ApiPropertyOptional({ description: 'Name of the message, for example `amazon.order.updated.v1`' })
  @IsOptional()
  @IsString()
  type?: string;

  @ApiPropertyOptional({ description: 'Why it is parked, for example `bug_attempts_exhausted`' })
  @IsOptional()
  @IsString()
  reasonCode?: string;

  @ApiPropertyOptional({ description: '`orders`, `stock`, `catalogue`, `control`, or `outbox`: it never left' })
  @IsOptional()
  @IsString()
  lane?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  connectionId?: string;

  @ApiPropertyOptional({ description: 'The order, item or run that the message is about' })
  @IsOptional()
  @IsString()
  correlationId?: string;
}

export class ParkedPageQuery extends ParkedFilterQuery {
  @ApiPropertyOptional({ default: 50, maximum: 200 })
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ format: 'uuid', description: 'The `next` of the page before' })
  @IsOptional()
  @IsUUID()
  after?: string;
}

export class ParkedDecision {
  @ApiProperty({ description: 'Who decides this, and why', example: 'Anna: mended by release 1.4' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  note!: string;
}

export class ParkedDecisionForMany extends ParkedFilterQuery {
  @ApiProperty({ description: 'Who decides this, and why', example: 'Anna: mended by release 1.4' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  note!: string;

  @ApiPropertyOptional({ description: 'Needed where no filter is given: every message that waits is meant' })
  @IsOptional()
  // as it came: whoever converts takes every text for true, "false" too
  @Transform(({ obj }: TransformFnParams): unknown => (obj as { all?: unknown }).all)
  @IsBoolean()
  all?: boolean;
}
