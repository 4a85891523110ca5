import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  ensureExactMainContactsV1,
  importExactItemV1,
  removeExactSalesOrderV1,
  resyncExactItemV1,
  setAmazonStockV1,
  setManyAmazonStockV1,
  updateExactItemV1,
} from '@connector/contracts';

/** The commands that write into Exact or Amazon; the others only look. A dry run lets none of these leave (domain V1). */
export const WRITING_COMMANDS: readonly string[] = [
  ensureExactDebtorV1,
  ensureExactMainContactsV1,
  ensureExactItemV1,
  importExactItemV1,
  updateExactItemV1,
  resyncExactItemV1,
  createExactSalesOrderV1,
  removeExactSalesOrderV1,
  setAmazonStockV1,
  setManyAmazonStockV1,
].map(({ name }) => name);
