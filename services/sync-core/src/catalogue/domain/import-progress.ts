/** How far the import of the catalogue is, and when it will be there at the pace of the installation (domain I7). */
export interface ImportProgress {
  readonly total: number;
  readonly done: number;
  /** Exact refused them: they need a person */
  readonly held: number;
  readonly left: number;
  /** when the last one leaves; null: nothing is left */
  readonly eta: Date | null;
}

/** What the progress follows from. */
export interface ImportState {
  readonly total: number;
  readonly done: number;
  readonly held: number;
  /** those not yet asked for */
  readonly wanted: number;
  /** left within the sliding window that ends now */
  readonly leftInWindow: number;
  readonly pace: { readonly items: number; readonly perMinutes: number };
  /** Exact's quota is used up until then */
  readonly notBefore?: Date;
  readonly now: Date;
}

/**
 * Reckons the end of the import. What is left fills windows of the pace, the first of them partly used; a day whose calls are
 * used up begins again when its quota does.
 */
export function importProgress(state: ImportState): ImportProgress {
  const { total, done, held, wanted, leftInWindow, pace, now, notBefore } = state;
  const left = total - done - held;
  const begin = notBefore !== undefined && notBefore > now ? notBefore : now;
  const room = begin > now ? pace.items : Math.max(0, pace.items - leftInWindow);
  const windows = wanted <= room ? 0 : Math.ceil((wanted - room) / pace.items);
  const eta = left <= 0 ? null : new Date(begin.getTime() + windows * pace.perMinutes * 60_000);
  return { total, done, held, left, eta };
}
