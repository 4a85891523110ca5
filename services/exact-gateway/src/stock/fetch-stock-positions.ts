import { exactStockPositionsChangedV1, exactStockPositionsFetchedV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { StockPositions } from '../exact-api/stock-positions.js';

const ROWS_A_MESSAGE = 500;

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
    const rows = await this.positions.since(access, cursor?.up_to ?? '1');
    const upTo = rows.reduce(
      (highest, { timestamp }) => (BigInt(timestamp) > BigInt(highest) ? timestamp : highest),
      cursor?.up_to ?? '1',
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
        for (let start = 0; start < rows.length; start += ROWS_A_MESSAGE) {
          const positions = rows.slice(start, start + ROWS_A_MESSAGE);
          await enqueue(tx, exactStockPositionsChangedV1, { division: access.division, positions }, command);
        }
        await tx.query(
          `INSERT INTO exact_gateway.stock_cursor (division, up_to) VALUES ($1, $2)
           ON CONFLICT (division) DO UPDATE SET up_to = greatest(stock_cursor.up_to, excluded.up_to)`,
          [access.division, upTo],
        );
      },
    );
  }
}
