/** Stock of one item in one of the chosen warehouses, decimals as texts. */
export interface WarehouseStock {
  readonly currentStock: string;
  readonly planningOut: string;
}

const SCALE = 8;

/**
 * What may be sold (manual chapter 7; domain S1, S2): actual stock less planned outgoing stock over the chosen warehouses, less
 * what Exact cannot know yet, less the buffer; rounded down, never below 0. Undefined: the item has no stock row, so nothing is said.
 */
export function sellableQuantity(
  rows: readonly WarehouseStock[],
  reserved: number,
  buffer: number,
): number | undefined {
  if (rows.length === 0) return undefined;
  const unit = 10n ** BigInt(SCALE);
  const available =
    rows.reduce((total, row) => total + scaled(row.currentStock) - scaled(row.planningOut), 0n) -
    BigInt(reserved + buffer) * unit;
  return available <= 0n ? 0 : Number(available / unit);
}

/** Whether a row shows actual stock: a fresh row of 0 of an item that we made must not empty a live offer (S1). */
export function showsStock(rows: readonly WarehouseStock[]): boolean {
  return rows.some((row) => scaled(row.currentStock) !== 0n);
}

function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const digits = BigInt(`${whole.replace('-', '')}${fraction.slice(0, SCALE).padEnd(SCALE, '0')}`);
  return decimal.startsWith('-') ? -digits : digits;
}
