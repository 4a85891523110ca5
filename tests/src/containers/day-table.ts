/** What the day's container printed at its end. */
export interface DayTable {
  /** a line an order, and the sums below; without what differs from run to run */
  readonly lines: readonly string[];
  readonly verdict: string;
}

const HEAD = 'Amazon order ';
/** how long it took, and whether the stage knows of restarts, says nothing of orders */
const OF_THE_RUN = /^(duration|restarts) /;

/** The last table in a log; undefined while there is none. */
export function lastTable(log: string): DayTable | undefined {
  const lines = log.split('\n').map((line) => line.replace(/^\S*\[2K|\r/g, '').trimEnd());
  const start = lines.findLastIndex((line) => line.startsWith(HEAD));
  if (start === -1) return undefined;
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => line.startsWith('verdict '));
  if (end === -1) return undefined;
  return {
    lines: rest.slice(0, end).filter((line) => !OF_THE_RUN.test(line)),
    verdict: rest[end]!.replace(/^verdict\s+/, ''),
  };
}

export const ALL_WELL = 'every order accounted for, every total equal';
