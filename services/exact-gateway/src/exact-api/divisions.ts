import type { ExactDivisionChoiceV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { optionalText, textOf, type ExactRecord } from './odata.js';

const FIELDS = 'Code,Description,Country,Currency,Status,BlockingStatus,DivisionMoveDate,DivisionHRLinkUnlinkDate';
const ACTIVE = 1;

/** `system/Divisions`: the administrations that the user may open (exact-online 2). */
@Injectable()
export class Divisions {
  constructor(private readonly client: ExactClient) {}

  /** Any division that the user may open will do in the path. */
  async read(access: ExactAccess): Promise<ExactRecord[]> {
    return this.client.getAll(access, 'system/Divisions', { $select: FIELDS });
  }
}

/** An administration as a choice. */
export function divisionChoiceOf(row: ExactRecord): ExactDivisionChoiceV1 {
  return {
    code: Number(row['Code']),
    name: textOf(row, 'Description'),
    country: optionalText(row, 'Country') ?? '',
    currency: optionalText(row, 'Currency') ?? '',
    isUsable: (row['Status'] ?? ACTIVE) === ACTIVE && (row['BlockingStatus'] ?? 0) === 0,
  };
}
