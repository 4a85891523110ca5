import { exactStockPositionsChangedV1, type ExactStockPositionV1 } from '@connector/contracts';
import { enqueue, UnitOfWork } from '@connector/messaging';
import { TransientFailure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { StockPositions } from '../exact-api/stock-positions.js';

const ROWS_A_MESSAGE = 500;
const FROM_THE_START = '1';

interface Envelope {
  readonly connectionId: string;
  readonly correlationId: string;
}

/** A reading of the feed whose last page is yet to be told. */
export interface StockReading {
  /** of all pages */
  readonly rows: number;
  readonly upTo: string;
  /** tells the rows of the last page and moves the cursor, in the transaction of whoever asked */
  readonly tell: (tx: EntityManager, envelope: Envelope) => Promise<void>;
}

/**
 * Reads the stock feed from the division's cursor. Rows and cursor commit together, page by page: exactly once over restarts, and
 * a limit that ends a reading of many pages costs none of them.
 */
@Injectable()
export class ReadStockFeed {
  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly positions: StockPositions,
  ) {}

  /** Reads and tells. */
  async read(access: ExactAccess, envelope: Envelope): Promise<void> {
    const reading = await this.prepare(access, envelope);
    await this.unitOfWork.run((tx) => reading.tell(tx, envelope));
  }

  /** Reads all pages, and tells all but the last, which is for whoever asked. */
  async prepare(access: ExactAccess, envelope: Envelope): Promise<StockReading> {
    const [cursor] = await this.db.query<{ up_to: string }[]>(
      `SELECT up_to::text FROM exact_gateway.stock_cursor WHERE division = $1`,
      [access.division],
    );
    let upTo = cursor?.up_to ?? FROM_THE_START;
    let rows = 0;
    // before each page is asked for: what is sold while Exact answers is not in it (domain S2)
    let readAt = new Date();
    for await (const { positions, last } of this.positions.since(access, upTo)) {
      const page = this.pageOf(access.division, upTo, positions, readAt.toISOString());
      rows += positions.length;
      upTo = page.upTo;
      if (last) return { rows, upTo, tell: page.tell };
      await this.unitOfWork.run((tx) => page.tell(tx, envelope));
      readAt = new Date();
    }
    throw new Error('A feed ended without a last page');
  }

  private pageOf(
    division: number,
    from: string,
    rows: readonly ExactStockPositionV1[],
    readAt: string,
  ): Pick<StockReading, 'upTo' | 'tell'> {
    const upTo = rows.reduce(
      (highest, { timestamp }) => (BigInt(timestamp) > BigInt(highest) ? timestamp : highest),
      from,
    );
    const tell = async (tx: EntityManager, envelope: Envelope): Promise<void> => {
      const fresh = await this.notYetTold(tx, division, from, rows);
      for (let start = 0; start < fresh.length; start += ROWS_A_MESSAGE) {
        const positions = fresh.slice(start, start + ROWS_A_MESSAGE);
        await enqueue(tx, exactStockPositionsChangedV1, { division, readAt, positions }, envelope);
      }
      await tx.query(`UPDATE exact_gateway.stock_cursor SET up_to = greatest(up_to, $2::numeric) WHERE division = $1`, [
        division,
        upTo,
      ]);
    };
    return { upTo, tell };
  }

  /** Rows above the cursor as it stands now: another read may have told some of them meanwhile. Locks the cursor. */
  private async notYetTold(
    tx: EntityManager,
    division: number,
    readFrom: string,
    rows: readonly ExactStockPositionV1[],
  ): Promise<ExactStockPositionV1[]> {
    const [cursor] = await tx.query<{ up_to: string }[]>(
      `INSERT INTO exact_gateway.stock_cursor (division, up_to) VALUES ($1, $2)
       ON CONFLICT (division) DO UPDATE SET up_to = stock_cursor.up_to RETURNING up_to::text`,
      [division, FROM_THE_START],
    );
    // the division was moved while its feed was read
    if (BigInt(cursor!.up_to) < BigInt(readFrom))
      throw new TransientFailure('exact_unavailable', 'The stock must be read from its start');
    return rows.filter(({ timestamp }) => BigInt(timestamp) > BigInt(cursor!.up_to));
  }
}
