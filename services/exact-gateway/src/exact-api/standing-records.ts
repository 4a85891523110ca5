import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import type { DeletedRecord } from './deleted-records.js';
import { anyOf, literal, textOf } from './odata.js';

const PATHS = { account: 'crm/Accounts', address: 'crm/Addresses', item: 'logistics/Items' } as const;
/** as many guids as fit an address */
const IDS_A_CALL = 60;

export type CheckedKind = keyof typeof PATHS;

/** Looks which records still stand there. */
@Injectable()
export class StandingRecords {
  constructor(private readonly client: ExactClient) {}

  /** Those of the ids that Exact does not have (any more). One call for each sixty. */
  async missing<Kind extends CheckedKind>(
    access: ExactAccess,
    kind: Kind,
    ids: readonly string[],
  ): Promise<(DeletedRecord & { kind: Kind })[]> {
    const wanted = [...new Set(ids)];
    const there = new Set<string>();
    for (let start = 0; start < wanted.length; start += IDS_A_CALL) {
      const $filter = anyOf('ID', wanted.slice(start, start + IDS_A_CALL).map(literal.guid));
      for (const record of await this.client.getAll(access, PATHS[kind], { $select: 'ID', $filter }))
        there.add(textOf(record, 'ID'));
    }
    return wanted.filter((id) => !there.has(id)).map((id) => ({ kind, id }));
  }
}
