import { CredentialsFailure, Failure, TransientFailure, type FailureClass } from '@connector/platform';

/** The call was made and nobody knows whether it had its effect. Reads are repeated; creations are looked up first. */
export class UnclearFailure extends TransientFailure {}

/** Texts of Exact in Dutch and English, and what they mean (exact-online 5). The first that is found counts. */
const MEANINGS: readonly (readonly [RegExp, FailureClass, string])[] = [
  [/verkoopordernummer: bestaat reeds|sales order number: already exists/i, 'business', 'exact_duplicate'],
  [/gegeven bestaat reeds|data already exists|moet zijn: uniek|must be: unique/i, 'business', 'exact_duplicate'],
  [/periode is afgesloten|period is closed/i, 'master-data', 'exact_period_closed'],
  // a financial year that was not made yet is a reference to nothing
  [
    /(ongeldige referentie|invalid reference): (reportingyear|reportingperiod|finyear|finperiod|boekjaar|financial year|periode|period)/i,
    'master-data',
    'exact_period_closed',
  ],
  [/wrong division/i, 'master-data', 'exact_wrong_division'],
  [/(geblokkeerd|blocked): (orderedby|ordered by|besteld door)/i, 'business', 'exact_debtor_blocked'],
  [/(ongeldig|invalid): (orderedby|ordered by|besteld door)/i, 'business', 'exact_debtor_blocked'],
  // the item itself: not its group, and no other field whose name begins so
  [/(ongeldig|invalid): (item|artikel)(?![a-z]| group| groep)/i, 'master-data', 'exact_item_ended'],
  [
    /(ongeldige referentie|invalid reference): (orderedby|ordered by|besteld door|account|item|artikel|deliveryaddress)(?![a-z]| group| groep)/i,
    'business',
    'exact_record_gone',
  ],
  [/post to callback url/i, 'master-data', 'exact_callback_unreachable'],
  [/in gebruik|in use/i, 'business', 'exact_record_in_use'],
  [/ongeldige referentie|invalid reference/i, 'master-data', 'exact_bad_reference'],
  [/verplicht|mandatory/i, 'master-data', 'exact_missing_field'],
  [/ongeldig|invalid|te lang|too long/i, 'master-data', 'exact_invalid_value'],
];

/** Texts with which Exact says that it does not know itself what happened. */
const GENERIC = /problem has occurred|error has occurred|er is een (fout|probleem) opgetreden/i;

/** What an answer that is no success means. Status 500 with a readable text is a refusal by a rule of the business. */
export function failureOf(status: number, body: string): Failure {
  const text = messageOf(body);
  if (status === 401)
    return new CredentialsFailure('exact_reauthorisation_needed', 'Exact Online refuses the access token');
  if (status === 403) return new CredentialsFailure('exact_no_right', short(text), { quotesPlatform: true });
  if (status === 404) return new Failure('business', 'exact_record_gone', short(text), { quotesPlatform: true });
  if (status === 408 || status >= 502 || (status === 500 && (text === '' || GENERIC.test(text)))) {
    return new UnclearFailure('exact_unavailable', `Exact Online answered ${status}`);
  }
  if (status === 500) {
    const meaning = MEANINGS.find(([pattern]) => pattern.test(text));
    return meaning === undefined
      ? new Failure('business', 'exact_unknown_refusal', short(text), { quotesPlatform: true })
      : new Failure(meaning[1], meaning[2], short(text), { quotesPlatform: true });
  }
  return new Failure('bug', 'unexpected_error', `Exact Online answered ${status}: ${short(text)}`, {
    quotesPlatform: true,
  });
}

function messageOf(body: string): string {
  try {
    const parsed = JSON.parse(body) as { error?: { message?: { value?: unknown } } };
    return typeof parsed.error?.message?.value === 'string' ? parsed.error.message.value : '';
  } catch {
    return '';
  }
}

const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 200);
