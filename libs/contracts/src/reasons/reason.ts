/** Why a piece of work is held, skipped or paused, for a bookkeeper: what is the matter, and what to do. */
export interface Reason {
  /** how it is handled (docs/architecture.md, Failure) */
  readonly failureClass: 'transient' | 'quota' | 'credentials' | 'master-data' | 'business' | 'bug';
  readonly nl: string;
  readonly en: string;
  /** what the reader can do */
  readonly remedyNl: string;
  readonly remedyEn: string;
}
