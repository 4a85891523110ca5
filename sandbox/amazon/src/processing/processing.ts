/** Where a report or a feed stands. */
export type ProcessingStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED' | 'FATAL';

export const processingStatuses: readonly ProcessingStatus[] = [
  'IN_QUEUE',
  'IN_PROGRESS',
  'DONE',
  'CANCELLED',
  'FATAL',
];

/** Work that Amazon does later; times are milliseconds of the sandbox's clock. */
export interface Processing {
  readonly created: number;
  readonly starts: number;
  readonly ends: number;
  /** how it ended; absent while it waits or runs */
  outcome?: 'DONE' | 'CANCELLED' | 'FATAL';
  /** how it will end whatever is in it */
  readonly ending?: 'CANCELLED' | 'FATAL';
}

export function statusAt({ outcome, starts }: Processing, now: number): ProcessingStatus {
  return outcome ?? (now < starts ? 'IN_QUEUE' : 'IN_PROGRESS');
}

/** The times as the API tells them. */
export function timesOf(processing: Processing, now: number): object {
  const text = (time: number): string => new Date(time).toISOString();
  const started = statusAt(processing, now) !== 'IN_QUEUE' && now >= processing.starts;
  return {
    createdTime: text(processing.created),
    ...(started ? { processingStartTime: text(processing.starts) } : {}),
    ...(started && processing.outcome !== undefined ? { processingEndTime: text(processing.ends) } : {}),
  };
}
