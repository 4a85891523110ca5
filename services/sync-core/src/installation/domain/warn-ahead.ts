import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import { budgetText, dayBudget, type DayOfWork } from './day-budget.js';
import type { Installation } from './installation.js';
import { netCodeCosts, type RecentLine } from './net-code-cost.js';

/** Something that works now and will not for long, or that leaves orders out on purpose. */
export interface Warning {
  readonly code:
    | 'next_year_missing'
    | 'right_refused'
    | 'role_withheld'
    | 'day_budget'
    | 'fba_orders_left_out'
    | 'vat_code_excludes'
    | 'consent_ends';
  readonly nl: string;
  readonly en: string;
}

type Facts = Pick<ExactMasterDataPublishedV1, 'financialYears' | 'rights' | 'vatCodes' | 'currencies'>;

const CONSENT_WARNED_DAYS = 30;
const DAY_MS = 86_400_000;

/** What is known of a connection beside its settings and its division. */
export interface AheadFacts {
  /** what ends at Amazon, and when (ISO) */
  readonly consentEnds: Readonly<Record<string, string>>;
  /** data that Amazon does not give for lack of a role */
  readonly withheld: readonly string[];
  readonly recentLines: readonly RecentLine[];
  readonly dayOfWork?: DayOfWork;
}

/** What a person should know before it stops work (domain V2, V3, V6, C1; manual chapter 8). */
export function warnAhead(
  installation: Installation,
  facts: Facts,
  { consentEnds, withheld, recentLines, dayOfWork }: AheadFacts,
  now: Date,
): Warning[] {
  return [
    ...nextYear(facts, now),
    ...overBudget(dayOfWork),
    ...withoutRoles(withheld),
    ...(facts.rights ?? [])
      .filter(({ state }) => state === 'refused')
      .map(({ part }) => ({
        code: 'right_refused' as const,
        nl: `Exact Online geeft de koppeling geen toegang tot "${part}": breid het pakket of de rechten van de gebruiker uit.`,
        en: `Exact Online gives the connector no access to "${part}": extend the package or the user's rights.`,
      })),
    ...leftOut(installation),
    ...excluding(installation, facts, recentLines),
    ...Object.entries(consentEnds)
      .filter(([, at]) => Date.parse(at) - now.getTime() < CONSENT_WARNED_DAYS * DAY_MS)
      .map(([what, at]) => ({
        code: 'consent_ends' as const,
        nl: `De toestemming bij Amazon (${what}) loopt af op ${at.slice(0, 10)}: vernieuw haar.`,
        en: `The consent at Amazon (${what}) ends on ${at.slice(0, 10)}: renew it.`,
      })),
  ];
}

/** From 1 December on the next financial year is asked for: without it no order of January can be booked. */
function nextYear({ financialYears }: Facts, now: Date): Warning[] {
  const next = now.getUTCFullYear() + 1;
  if (financialYears === undefined || now.getUTCMonth() < 11 || financialYears.some(({ year }) => year === next))
    return [];
  return [
    {
      code: 'next_year_missing',
      nl: `Maak in Exact Online het boekjaar ${next} aan: zonder dat wachten alle orders vanaf 1 januari.`,
      en: `Make the financial year ${next} in Exact Online: without it all orders from 1 January on wait.`,
    },
  ];
}

function leftOut({ channels, amazonOrderWarehouse }: Installation): Warning[] {
  if (!channels.includes('AFN') || amazonOrderWarehouse !== undefined) return [];
  return [
    {
      code: 'fba_orders_left_out',
      nl: 'Orders die Amazon verzendt (FBA) worden niet ingelezen: er is geen eigen magazijn voor ingesteld. Anders gaan ze nog eens van uw eigen voorraad af.',
      en: 'Orders that Amazon fulfils (FBA) are not imported: no warehouse of their own is set. Else they would leave your own shelf a second time.',
    },
  ];
}

function excluding({ vatTable }: Installation, facts: Facts, recentLines: readonly RecentLine[]): Warning[] {
  const used = new Set(vatTable.map(({ code }) => code));
  return netCodeCosts(facts, recentLines)
    .filter(({ code }) => used.has(code))
    .map(({ nl, en }) => ({ code: 'vat_code_excludes', nl, en }));
}

/** Orders that no longer fit into the calls of a day wait for the next one. */
function overBudget(work: DayOfWork | undefined): Warning[] {
  if (work === undefined) return [];
  const budget = dayBudget(work);
  if (budget.fits) return [];
  return [
    {
      code: 'day_budget',
      nl: `De administratie heeft te weinig aanroepen per dag voor dit werk (${budgetText(budget, 'nl')}): wat er niet in past, wacht tot de volgende dag. Lees de voorraad minder vaak, gebruik verzameldebiteuren, of vraag Exact om een hogere limiet.`,
      en: `The division has too few calls a day for this work (${budgetText(budget, 'en')}): what does not fit waits for the next day. Read the stock less often, use collective debtors, or ask Exact for a higher limit.`,
    },
  ];
}

/** Without its roles Amazon gives no names and addresses: orders go on the collective debtor. */
function withoutRoles(withheld: readonly string[]): Warning[] {
  if (withheld.length === 0) return [];
  const list = withheld.join(', ');
  return [
    {
      code: 'role_withheld',
      nl: `Amazon geeft de koppeling geen toegang tot ${list}: de verkoper heeft de rol daarvoor niet toegekend. Zonder die gegevens gaan orders naar de verzameldebiteur. Geef de toestemming opnieuw, met alle rollen.`,
      en: `Amazon gives the connector no access to ${list}: the seller has not granted the role for it. Without these data orders go on the collective debtor. Give the consent again, with all roles.`,
    },
  ];
}
