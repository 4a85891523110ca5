/** What a division's calls of a day follow from. */
export interface DayOfWork {
  /** orders of all its connections a day, on the busiest of late */
  readonly orders: number;
  /** minutes between two stock runs, one number for each connection */
  readonly stockIntervals: readonly number[];
  /** rows of the division's stock; a page holds a thousand */
  readonly stockRows: number;
  /** items that the catalogue still has to import */
  readonly itemsToImport: number;
}

/** One line of the reckoning. */
export interface BudgetLine {
  readonly nl: string;
  readonly en: string;
  readonly calls: number;
}

/** The calls that a day takes, against what Exact allows. */
export interface DayBudget {
  readonly lines: readonly BudgetLine[];
  readonly calls: number;
  /** calls that Exact allows an application and division a day */
  readonly limit: number;
  /** of these, kept for people */
  readonly reserved: number;
  readonly fits: boolean;
  /** days that the import of the catalogue takes in its share; 0: nothing is left to import; null: no call is left for it */
  readonly importDays: number | null;
}

/** Calls a day for an application and a division (exact-online 3); the gateway goes by what the answers say. */
const DAY_LIMIT = 5_000;
const RESERVED_FOR_PEOPLE = 300;
/** The catalogue stops when this share of the day is left (architecture, Throttling). */
const CATALOGUE_FLOOR = 0.4;

const CALLS_AN_ORDER = 6;
const CALLS_AN_ITEM = 3;
const ROWS_A_PAGE = 1_000;
/** master data with its probes, deletions each hour, sales orders for the proof, subscriptions */
const CALLS_OF_CARE = 15 + 24 + 10 + 3;
const MINUTES_A_DAY = 1_440;

/** Reckons the calls of a day before they are made, so that a person can act before orders wait for midnight (domain V2). */
export function dayBudget(work: DayOfWork): DayBudget {
  const pages = Math.max(1, Math.ceil(work.stockRows / ROWS_A_PAGE));
  const runs = work.stockIntervals.reduce((sum, minutes) => sum + Math.ceil(MINUTES_A_DAY / minutes), 0);
  // an order moves stock, and each movement hints at a reading; no more than one a minute
  const hints = Math.min(MINUTES_A_DAY, work.orders);
  const orders = work.orders * CALLS_AN_ORDER;
  const stock = runs + pages - 1 + hints;
  const left = DAY_LIMIT - orders - stock - CALLS_OF_CARE;
  const catalogue = Math.max(0, Math.min(work.itemsToImport * CALLS_AN_ITEM, left - DAY_LIMIT * CATALOGUE_FLOOR));
  const lines = [
    { nl: `${work.orders} orders × ${CALLS_AN_ORDER}`, en: `${work.orders} orders × ${CALLS_AN_ORDER}`, calls: orders },
    {
      nl: `voorraad: ${runs} rondes, ${pages} pagina's bij een volle lezing, ${hints} op een seintje`,
      en: `stock: ${runs} runs, ${pages} pages of a full reading, ${hints} on a hint`,
      calls: stock,
    },
    { nl: 'dagelijkse controles', en: 'daily checks', calls: CALLS_OF_CARE },
    {
      nl: `artikelen: ${work.itemsToImport} × ${CALLS_AN_ITEM}, in hun deel van de dag`,
      en: `items: ${work.itemsToImport} × ${CALLS_AN_ITEM}, in their share of the day`,
      calls: catalogue,
    },
  ];
  const calls = lines.reduce((sum, line) => sum + line.calls, 0);
  return {
    lines,
    calls,
    limit: DAY_LIMIT,
    reserved: RESERVED_FOR_PEOPLE,
    fits: calls <= DAY_LIMIT - RESERVED_FOR_PEOPLE,
    importDays: daysOf(work.itemsToImport * CALLS_AN_ITEM, catalogue),
  };
}

function daysOf(wanted: number, aDay: number): number | null {
  if (wanted === 0) return 0;
  return aDay === 0 ? null : Math.ceil(wanted / aDay);
}

/** The reckoning as a sentence. */
export function budgetText({ lines, calls, limit, reserved }: DayBudget, language: 'nl' | 'en'): string {
  const sum = lines.map((line) => `${line[language]} = ${line.calls}`).join('; ');
  return language === 'nl'
    ? `${sum}; samen ${calls} van de ${limit} aanroepen per dag, waarvan ${reserved} voor mensen blijven`
    : `${sum}; together ${calls} of the ${limit} calls a day, of which ${reserved} are kept for people`;
}
