import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';

/** Who decided something, and why: it is kept with what was decided. */
export class DecisionRequest {
  @ApiProperty({ example: 'Anna, administratie', description: 'Who says so' })
  @IsString()
  @Length(1, 100)
  by!: string;

  @ApiPropertyOptional({ description: 'Why, in own words; no data of buyers' })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  note?: string;
}
