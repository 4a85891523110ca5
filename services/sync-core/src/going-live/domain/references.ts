import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';

/** One reference of the installation as the division has it. */
export interface FoundReference {
  readonly setting: string;
  readonly code: string;
  /** what the division calls it, for a person who compares */
  readonly description: string;
}

interface Entry {
  readonly code: string;
  readonly description: string;
}

/**
 * The installation's references that a division has, found by their codes: what a test and a live administration have in common is
 * the code, never the id (domain V4). What is not found is told by the check of the installation, all at once.
 */
export function findReferences(installation: Installation, division: ExactMasterDataPublishedV1): FoundReference[] {
  const found = (setting: string, code: string | undefined, entries: readonly Entry[]): FoundReference[] =>
    entries
      .filter((entry) => entry.code === code)
      .map(({ description }) => ({ setting, code: code ?? '', description }));
  const { warehouses } = division;
  const vatCodes = division.vatCodes.filter(({ isBlocked }) => !isBlocked);
  const inTable = [...new Set(installation.vatTable.map(({ code }) => code))];
  return [
    ...found('itemGroup', installation.itemGroup, division.itemGroups),
    ...found('paymentCondition', installation.paymentCondition, division.paymentConditions),
    ...installation.stockWarehouses.flatMap((code) => found('stockWarehouses', code, warehouses)),
    ...found('merchantOrderWarehouse', installation.merchantOrderWarehouse, warehouses),
    ...found('amazonOrderWarehouse', installation.amazonOrderWarehouse, warehouses),
    ...found('itemVatCode', installation.itemVatCode, vatCodes),
    ...inTable.flatMap((code) => found('vatTable', code, vatCodes)),
  ];
}
