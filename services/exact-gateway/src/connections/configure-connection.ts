import { createHash } from 'node:crypto';
import {
  configureExactConnectionV1,
  ConfigureExactConnectionV1,
  exactConnectionChangedV1,
  exactMasterDataPublishedV1,
} from '@connector/contracts';
import { enqueue, UnitOfWork, uuidV7, type Delivery } from '@connector/messaging';
import { CLOCK, CredentialsFailure, Failure, type Clock } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { place } from '../exact-api/access-tokens.js';
import { MasterData } from '../exact-api/master-data.js';
import { keepMasterData } from '../master-data/keep-master-data.js';
import { Connections, type ExactConnection } from './connections.js';

/**
 * Takes over what sync-core says of a connection, tries it at Exact, and tells how that went together with what the
 * division has. Repeated or late configurations change nothing.
 */
@Injectable()
export class ConfigureConnection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly connections: Connections,
    private readonly masterData: MasterData,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async from(body: ConfigureExactConnectionV1, delivery: Delivery): Promise<void> {
    await this.unitOfWork.run((tx) => this.keep(tx, body, delivery.connectionId));
    const connection = await this.connections.find(delivery.connectionId);
    if (connection === undefined || connection.revision > body.revision) return;
    if (!connection.active)
      return this.tell(connection.connectionId, { revision: connection.revision, status: 'paused' });
    try {
      const read = await this.masterData.read(this.connections.access(connection, 'person'), this.clock.now());
      await this.unitOfWork.run(async (tx) => {
        await tx.query(`UPDATE exact_gateway.connection SET refused_reason = NULL WHERE connection_id = $1`, [
          connection.connectionId,
        ]);
        await keepMasterData(tx, read);
        const envelope = { connectionId: connection.connectionId, correlationId: connection.connectionId };
        await enqueue(tx, exactMasterDataPublishedV1, read.data, envelope);
        await enqueue(tx, exactConnectionChangedV1, { revision: connection.revision, status: 'connected' }, envelope);
      });
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure)) throw thrown;
      await this.tellRefusal(connection.connectionId, connection.revision, thrown);
    }
  }

  /** Exact no longer accepts us. A lost consent stops every connection of the chain, a missing right this one alone; told once. */
  async refuse(connection: ExactConnection, failure: Failure): Promise<void> {
    const all = failure.reasonCode === 'exact_reauthorisation_needed';
    for (const { connectionId, revision } of all ? await this.connections.ofChain(connection.chainId) : [connection]) {
      await this.tellRefusal(connectionId, revision, failure);
    }
  }

  private async tellRefusal(connectionId: string, revision: number, failure: Failure): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const [, changed] = await tx.query<[unknown[], number]>(
        `UPDATE exact_gateway.connection SET refused_reason = $2 WHERE connection_id = $1 AND revision = $3
           AND refused_reason IS DISTINCT FROM $2`,
        [connectionId, failure.reasonCode, revision],
      );
      if (changed === 0) return;
      await enqueue(
        tx,
        exactConnectionChangedV1,
        { revision, status: 'refused', reasonCode: failure.reasonCode, platformMessage: failure.message },
        { connectionId, correlationId: connectionId },
      );
    });
  }

  private async tell(connectionId: string, body: { revision: number; status: 'paused' }): Promise<void> {
    await this.unitOfWork.run((tx) =>
      enqueue(tx, exactConnectionChangedV1, body, { connectionId, correlationId: connectionId }),
    );
  }

  private async keep(tx: EntityManager, body: ConfigureExactConnectionV1, connectionId: string): Promise<void> {
    const chainId = body.refreshToken === undefined ? null : await this.keepChain(tx, body, connectionId);
    await tx.query(
      `INSERT INTO exact_gateway.connection (connection_id, division, site, chain_id, revision, active)
       SELECT $1, $2, $3, coalesce($4::uuid, (SELECT chain_id FROM exact_gateway.connection WHERE connection_id = $1)), $5, $6
       ON CONFLICT (connection_id) DO UPDATE SET division = excluded.division, site = excluded.site, chain_id = excluded.chain_id,
         revision = excluded.revision, active = excluded.active, refused_reason = NULL WHERE connection.revision < excluded.revision`,
      [connectionId, body.division, body.site, chainId, body.revision, body.active],
    );
  }

  /** The same token given twice is the same chain: what has rotated since must not be overwritten. */
  private async keepChain(tx: EntityManager, body: ConfigureExactConnectionV1, connectionId: string): Promise<string> {
    const given = String(
      this.sealer.open(body.refreshToken!, messagePlace(connectionId, configureExactConnectionV1.name, 'refreshToken')),
    );
    const givenHash = createHash('sha256').update(given).digest('hex');
    const id = uuidV7();
    await tx.query(
      `INSERT INTO exact_gateway.token_chain (id, site, given_hash, refresh_token, version, state) VALUES ($1, $2, $3, $4, 1, 'good')
       ON CONFLICT (site, given_hash) DO NOTHING`,
      [id, body.site, givenHash, this.sealer.seal(given, place(id, 'refresh_token'))],
    );
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT id FROM exact_gateway.token_chain WHERE site = $1 AND given_hash = $2`,
      [body.site, givenHash],
    );
    return row!.id;
  }
}
