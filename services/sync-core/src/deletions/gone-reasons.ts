/** The refusals that say that something which we refer to is gone in Exact (domain D14). */
export const GONE: readonly string[] = [
  'exact_account_gone',
  'exact_address_gone',
  'exact_item_gone',
  'exact_record_gone',
];
