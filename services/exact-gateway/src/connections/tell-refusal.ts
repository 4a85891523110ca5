import { exactConnectionChangedV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import type { Failure } from '@connector/platform';
import type { EntityManager } from 'typeorm';
import type { ExactConnection } from './connections.js';

type Refused = Pick<ExactConnection, 'connectionId' | 'revision'>;

/** Tells, once, that Exact refuses us for this connection. What was configured meanwhile is tried for itself. */
export async function tellRefusal(
  tx: EntityManager,
  { connectionId, revision }: Refused,
  { reasonCode, message }: Failure,
  now: Date,
): Promise<void> {
  const [, changed] = await tx.query<[unknown[], number]>(
    `UPDATE exact_gateway.connection SET refused_reason = $2, tried_at = $4 WHERE connection_id = $1 AND revision = $3
       AND refused_reason IS DISTINCT FROM $2`,
    [connectionId, reasonCode, revision, now],
  );
  if (changed === 0) return;
  const body = { revision, status: 'refused' as const, reasonCode, platformMessage: message };
  await enqueue(tx, exactConnectionChangedV1, body, { connectionId, correlationId: connectionId });
}

/** A lost consent stops every connection of its chain: tells each of them. */
export async function tellLostConsent(tx: EntityManager, chainId: string, failure: Failure, now: Date): Promise<void> {
  const connections = await tx.query<Refused[]>(
    `SELECT connection_id AS "connectionId", revision FROM exact_gateway.connection WHERE chain_id = $1 ORDER BY connection_id`,
    [chainId],
  );
  for (const connection of connections) await tellRefusal(tx, connection, failure, now);
}
