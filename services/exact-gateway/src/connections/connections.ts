import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ExactAccess } from '../exact-api/exact-access.js';
import type { CallClass } from '../exact-api/limiter.js';

/** What the gateway knows of a connection. */
export interface ExactConnection {
  readonly connectionId: string;
  readonly division: number;
  readonly site: string;
  readonly chainId: string;
  readonly revision: number;
  readonly active: boolean;
  /** why Exact refuses us; set until a person has connected again */
  readonly refusedReason: string | null;
}

const COLUMNS = `connection_id AS "connectionId", division, site, chain_id AS "chainId", revision, active, refused_reason AS "refusedReason"`;

/** Finds connections. */
@Injectable()
export class Connections {
  constructor(private readonly db: DataSource) {}

  async find(connectionId: string): Promise<ExactConnection | undefined> {
    const [row] = await this.db.query<ExactConnection[]>(
      `SELECT ${COLUMNS} FROM exact_gateway.connection WHERE connection_id = $1`,
      [connectionId],
    );
    return row;
  }

  async ofChain(chainId: string): Promise<ExactConnection[]> {
    return this.db.query<ExactConnection[]>(`SELECT ${COLUMNS} FROM exact_gateway.connection WHERE chain_id = $1`, [
      chainId,
    ]);
  }

  /** One of the connections of a division with which Exact can be called now; any will do for what the division shares. */
  async workingOf(division: number): Promise<ExactConnection | undefined> {
    const [row] = await this.db.query<ExactConnection[]>(
      `SELECT ${COLUMNS} FROM exact_gateway.connection WHERE division = $1 AND active AND refused_reason IS NULL
       ORDER BY connection_id LIMIT 1`,
      [division],
    );
    return row;
  }

  async useChain(connectionId: string, chainId: string): Promise<void> {
    await this.db.query(`UPDATE exact_gateway.connection SET chain_id = $2 WHERE connection_id = $1`, [
      connectionId,
      chainId,
    ]);
  }

  access(connection: ExactConnection, callClass: CallClass): ExactAccess {
    return { division: connection.division, site: connection.site, chainId: connection.chainId, callClass };
  }
}
