import {
  exactStockPositionsChangedV1,
  exactStockPositionsFetchedV1,
  type ExactStockPositionV1,
} from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { TransientFailure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { StockPositions } from '../exact-api/stock-positions.js';

const ROWS_A_MESSAGE = 500;
const FROM_THE_START = '1';

/** Reads the stock feed from the division's cursor. Rows, cursor and answer commit together: exactly once over restarts. */
@Injectable()
export class FetchStockPositions {
  constructor(
    private readonly db: DataSource,
    private readonly positions: StockPositions,
    private readonly answers: AnswerCommands,
  ) {}

  async fetch({ access, command }: Performance): Promise<void> {
    const [cursor] = await this.db.query<{ up_to: string }[]>(
      `SELECT up_to::text FROM exact_gateway.stock_cursor WHERE division = $1`,
      [access.division],
    );
    const rows = await this.positions.since(access, cursor?.up_to ?? FROM_THE_START);
    const upTo = rows.reduce(
      (highest, { timestamp }) => (BigInt(timestamp) > BigInt(highest) ? timestamp : highest),
      cursor?.up_to ?? FROM_THE_START,
    );
    await this.answers.final(
      command,
      exactStockPositionsFetchedV1,
      {
        commandId: command.commandId,
        release: command.release,
        division: access.division,
        upToTimestamp: upTo,
        rows: rows.length,
      },
      async (tx) => {
        const fresh = await this.notYetTold(tx, access.division, cursor?.up_to ?? FROM_THE_START, rows);
        for (let start = 0; start < fresh.length; start += ROWS_A_MESSAGE) {
          const positions = fresh.slice(start, start + ROWS_A_MESSAGE);
          await enqueue(tx, exactStockPositionsChangedV1, { division: access.division, positions }, command);
        }
        await tx.query(
          `UPDATE exact_gateway.stock_cursor SET up_to = greatest(up_to, $2::numeric) WHERE division = $1`,
          [access.division, upTo],
        );
      },
    );
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
