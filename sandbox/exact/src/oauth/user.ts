import type { Language } from '../odata/exact-error.js';
import type { Right } from '../odata/field-definitions.js';

/** Somebody who may authorise, and the chain of tokens that follows from it. */
export interface User {
  readonly userId: string;
  readonly language: Language;
  divisions: number[];
  /** what the user last opened in the browser; the first one unless the user switched */
  currentDivision?: number;
  /** permission groups; all of them unless they are named */
  rights?: readonly Right[];
  /** none before a person has given consent */
  refreshToken: string | undefined;
  accessToken?: string;
  obtainedAt?: number;
  refreshedAt: number;
  broken: boolean;
  tokensToday: { day: string; count: number };
}
