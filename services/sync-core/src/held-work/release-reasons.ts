import { reasonCatalogue, type ReasonCode } from '@connector/contracts';

/** Reasons that a change of settings or of Exact's master data can mend, beside the class `master-data`. */
const MENDED_BY_SETTINGS: readonly ReasonCode[] = [
  'dry_run',
  'connection_not_ready',
  'division_changed',
  'tax_collector_unknown',
  'vat_number_needed',
  'net_price_not_exact',
];

/**
 * Reasons whose end only Exact can show: one order of each cause tries again, and the others follow when it passes, so that a
 * closed year costs one refusal an hour and not one an order.
 */
export const shownByExactAlone: readonly ReasonCode[] = [
  'exact_period_closed',
  'exact_debtor_blocked',
  'exact_item_ended',
  'exact_missing_field',
  'exact_invalid_value',
  'exact_bad_reference',
  'exact_duplicate',
  'exact_no_right',
  'exact_record_gone',
];

/** Reasons that go on at once when settings or master data change (domain C1, T4). */
export const mendedBySettings: readonly ReasonCode[] = (Object.keys(reasonCatalogue) as ReasonCode[]).filter(
  (code) =>
    !shownByExactAlone.includes(code) &&
    (MENDED_BY_SETTINGS.includes(code) || reasonCatalogue[code].failureClass === 'master-data'),
);
