import { IsInt, IsISO8601, IsString } from 'class-validator';
import { event } from '../contract.js';

/** Something that lets us in at Amazon ends on a day that is known. */
export class AmazonConnectionExpiryV1 {
  /** `consent`: the seller's, which he renews each year; `client-secret`: ours, each 180 days; unknown values are kept */
  @IsString()
  what!: string;

  @IsISO8601({ strict: true })
  expiresAt!: string;

  /** days until then, a part of one counted as one; 0 or less: it is over */
  @IsInt()
  daysLeft!: number;
}

export const amazonConnectionExpiryV1 = event('amazon.connection.expiry-noticed.v1', AmazonConnectionExpiryV1, {
  summary:
    'A consent or the client secret ends soon (told at 60, 30 and 7 days and at the end), or was renewed and ends later.',
  example: { what: 'consent', expiresAt: '2027-01-22T09:00:00.000Z', daysLeft: 60 },
});
