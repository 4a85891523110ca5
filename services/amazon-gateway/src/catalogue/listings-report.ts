import { IncompleteAnswer } from '../selling-partner-api/answer-reader.js';

export const LISTINGS_REPORT = 'GET_MERCHANT_LISTINGS_ALL_DATA';

/** One row, by the names of its columns; empty cells are absent. */
export type ReportRow = Readonly<Record<string, string | undefined>>;

const NEEDED = ['seller-sku', 'item-name', 'price', 'quantity', 'fulfillment-channel', 'asin1'];

/** A row that has more or fewer cells than there are columns: nobody can say which cell is which. */
export class MisshapenRow {
  readonly trouble: string;

  constructor(cells: number, columns: number) {
    this.trouble = `it has ${cells} cells, and the report has ${columns} columns`;
  }
}

/**
 * The rows of a tab separated report, whatever the order of its columns (amazon-sp-api 7.3). Cells are never quoted; Amazon
 * puts blanks for tabs and line ends.
 * @throws IncompleteAnswer when the columns have other names, as in a localised report
 */
export async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<ReportRow | MisshapenRow> {
  let columns: string[] | undefined;
  for await (const line of lines) {
    const cells = line.split('\t');
    if (columns === undefined) {
      columns = cells.map((name) =>
        name
          .replace(/^\uFEFF/, '')
          .trim()
          .toLowerCase(),
      );
      const missing = NEEDED.find((name) => !columns!.includes(name));
      if (missing !== undefined) throw new IncompleteAnswer(`the column ${missing}`);
      continue;
    }
    if (line.trim() === '') continue;
    if (cells.length !== columns.length) {
      yield new MisshapenRow(cells.length, columns.length);
      continue;
    }
    const row: Record<string, string> = {};
    columns.forEach((name, index) => {
      const cell = cells[index]?.trim();
      if (cell !== undefined && cell !== '') row[name] = cell;
    });
    yield row;
  }
}
