import {
  configureExactConnectionV1,
  ConfigureExactConnectionV1,
  exactConnectionChangedV1,
  exactMasterDataPublishedV1,
} from '@connector/contracts';
import { enqueue, UnitOfWork, type Delivery } from '@connector/messaging';
import { CLOCK, CredentialsFailure, describeFailure, Failure, type Clock } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ExactClient } from '../exact-api/client.js';
import { MasterData } from '../exact-api/master-data.js';
import { TokenChains } from '../exact-api/token-chains.js';
import { keepMasterData } from '../master-data/keep-master-data.js';
import { Connections, type ExactConnection } from './connections.js';
import { tellLostConsent, tellRefusal } from './tell-refusal.js';

/**
 * Takes over what sync-core says of a connection, tries it at Exact, and tells how that went together with what the
 * division has. Repeated or late configurations change nothing.
 */
@Injectable()
export class ConfigureConnection {
  private readonly logger = new Logger(ConfigureConnection.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly connections: Connections,
    private readonly chains: TokenChains,
    private readonly client: ExactClient,
    private readonly masterData: MasterData,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async from(body: ConfigureExactConnectionV1, delivery: Delivery): Promise<void> {
    await this.unitOfWork.run((tx) => this.keep(tx, body, delivery.connectionId));
    const connection = await this.connections.find(delivery.connectionId);
    if (connection === undefined || connection.revision > body.revision) return;
    if (!connection.active)
      return this.tell(connection.connectionId, { revision: connection.revision, status: 'paused' });
    await this.tryNow(connection);
  }

  /**
   * A person consented: what stood still because Exact refused us goes on, in every connection of the chain. Where Exact gives no
   * answer now, the others go on nevertheless, and that one is tried again later (TryRefusedRightsJob).
   */
  async recover(chainId: string): Promise<void> {
    for (const connection of await this.connections.ofChain(chainId))
      if (connection.active && connection.refusedReason !== null)
        await this.tryNow(connection).catch((thrown: unknown) =>
          this.logger.warn(`A connection does not go on yet: ${describeFailure(thrown)}`),
        );
  }

  /** What was refused may be given by now; what is refused still is told once only. */
  async tryAgain(connectionId: string): Promise<void> {
    const connection = await this.connections.find(connectionId);
    if (connection?.active === true && connection.refusedReason !== null) await this.tryNow(connection);
  }

  private async tryNow(connection: ExactConnection): Promise<void> {
    try {
      await this.settleUser(connection);
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
      await this.unitOfWork.run((tx) => tellRefusal(tx, connection, thrown, this.clock.now()));
    }
  }

  /** Whose tokens a person gave shows at their first use: one chain for each Exact user. */
  private async settleUser(connection: ExactConnection): Promise<void> {
    if (!(await this.chains.isNobodys(connection.chainId))) return;
    const { userId } = await this.client.me(this.connections.access(connection, 'person'));
    await this.chains.belongsTo(connection.chainId, userId);
  }

  /** Exact no longer accepts us. A lost consent stops every connection of the chain, a missing right this one alone; told once. */
  async refuse(connection: ExactConnection, failure: Failure): Promise<void> {
    const now = this.clock.now();
    const lost = failure.reasonCode === 'exact_reauthorisation_needed';
    await this.unitOfWork.run((tx) =>
      lost ? tellLostConsent(tx, connection.chainId, failure, now) : tellRefusal(tx, connection, failure, now),
    );
  }

  private async tell(connectionId: string, body: { revision: number; status: 'paused' }): Promise<void> {
    await this.unitOfWork.run((tx) =>
      enqueue(tx, exactConnectionChangedV1, body, { connectionId, correlationId: connectionId }),
    );
  }

  private async keep(tx: EntityManager, body: ConfigureExactConnectionV1, connectionId: string): Promise<void> {
    const given = body.refreshToken === undefined ? null : await this.given(tx, body, connectionId);
    const chainId = given ?? (await this.chains.ofConnection(tx, connectionId, body.site));
    await tx.query(
      `INSERT INTO exact_gateway.connection (connection_id, division, site, chain_id, revision, active)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (connection_id) DO UPDATE SET division = excluded.division, site = excluded.site, chain_id = excluded.chain_id,
         revision = excluded.revision, active = excluded.active, refused_reason = NULL WHERE connection.revision < excluded.revision`,
      [connectionId, body.division, body.site, chainId, body.revision, body.active],
    );
  }

  private async given(tx: EntityManager, body: ConfigureExactConnectionV1, connectionId: string): Promise<string> {
    const place = messagePlace(connectionId, configureExactConnectionV1.name, 'refreshToken');
    return this.chains.keepGiven(tx, body.site, String(this.sealer.open(body.refreshToken!, place)));
  }
}
