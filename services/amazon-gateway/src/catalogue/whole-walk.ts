import type { CatalogueWalk } from './catalogue-walk.js';

/** Where the reading of one store stands. */
export type Stage =
  | { readonly stage: 'ask' }
  /** the report is being made; `asks`: how often we looked */
  | { readonly stage: 'wait'; readonly reportId: string; readonly asks: number }
  /** rows of the document that are taken over */
  | { readonly stage: 'rows'; readonly documentId: string; readonly rows: number }
  /** there is no report: the store is walked through by searches */
  | { readonly stage: 'search'; readonly walk: CatalogueWalk }
  /** what the report left open, from this SKU on */
  | { readonly stage: 'closer'; readonly after: string };

/** The middle of a reading of all listings: one store after the other. */
export type WholeWalk = Stage & {
  readonly marketplace: number;
  readonly began: string;
};

export function wholeBeginning(now: Date): WholeWalk {
  return { marketplace: 0, began: now.toISOString(), stage: 'ask' };
}

/** The same reading at another stage of its store. */
export function at({ marketplace, began }: WholeWalk, stage: Stage): WholeWalk {
  return { marketplace, began, ...stage };
}

export function nextStore({ marketplace, began }: WholeWalk): WholeWalk {
  return { marketplace: marketplace + 1, began, stage: 'ask' };
}
