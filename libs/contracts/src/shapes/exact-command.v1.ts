import { IsInt, IsPositive, Min } from 'class-validator';

/** What every command to the exact-gateway carries. */
export class ExactCommandV1 {
  /** the administration at Exact Online */
  @IsInt()
  @IsPositive()
  division!: number;

  /** how often this work has been released, starting at 1; answers name it */
  @IsInt()
  @Min(1)
  release!: number;
}

export const exactCommandExample = { division: 123456, release: 1 };
