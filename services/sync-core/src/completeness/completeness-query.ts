import { ApiProperty } from '@nestjs/swagger';
import { IsUUID, Matches } from 'class-validator';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Which days of which connection. */
export class CompletenessQuery {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  connectionId!: string;

  @ApiProperty({
    example: '2026-11-01',
    description: "First day on which orders were made, in the division's time zone",
  })
  @Matches(DAY, { message: 'from is a day like 2026-11-01' })
  from!: string;

  @ApiProperty({ example: '2026-11-30', description: 'Last day, included; at most 92 days' })
  @Matches(DAY, { message: 'to is a day like 2026-11-30' })
  to!: string;
}
