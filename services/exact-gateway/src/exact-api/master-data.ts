import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import { CredentialsFailure, Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { ExactClient } from './client.js';
import type { ExactAccess } from './exact-access.js';
import { divisionChoiceOf, Divisions } from './divisions.js';
import { financialYearsOf } from './financial-years.js';
import { optionalText, textOf, type ExactRecord } from './odata.js';
import { Rights } from './rights.js';

/** What a division has, and what tells that it was moved. */
export interface ReadMasterData {
  readonly data: ExactMasterDataPublishedV1;
  /** changes when the division is moved: every row version known before is void then (exact-online 2, 6) */
  readonly moved: string;
}

/** The small master data of a division: the choices of the installation (exact-online 2, 10, 12). Eight calls, and the probes. */
@Injectable()
export class MasterData {
  constructor(
    private readonly client: ExactClient,
    private readonly divisions: Divisions,
    private readonly rights: Rights,
  ) {}

  /** @throws CredentialsFailure when the user may not use the division */
  async read(access: ExactAccess, readAt: Date): Promise<ReadMasterData> {
    const list = (path: string, $select: string): Promise<ExactRecord[]> =>
      this.client.getAll(access, path, { $select });
    const divisions = await this.divisions.read(access);
    const division = divisions.find((row) => row['Code'] === access.division);
    if (division === undefined)
      throw new CredentialsFailure('exact_no_right', `The user may not use division ${access.division}`);
    const itemGroups = await list('logistics/ItemGroups', 'ID,Code,Description,IsDefault');
    const units = await list('logistics/Units', 'Code,Main,Active');
    const paymentConditions = await list('cashflow/PaymentConditions', 'Code,Description');
    const warehouses = await orNoneWithoutRight(list('inventory/Warehouses', 'ID,Code,Description,Main'));
    const vatCodes = await list(
      'vat/VATCodes',
      'Code,Description,Type,Percentage,VATTransactionType,IsBlocked,OssCountry,EUSalesListing',
    );
    const currencies = await list('general/Currencies', 'Code,PricePrecision');
    const years = await this.client.getAll(access, 'financial/FinancialPeriods', {
      $select: 'FinYear,StartDate,EndDate',
      $filter: `FinYear ge ${readAt.getUTCFullYear() - 1}`,
    });
    const moved = ['DivisionMoveDate', 'DivisionHRLinkUnlinkDate'].map((field) => optionalText(division, field) ?? '');
    const data = {
      division: access.division,
      readAt: readAt.toISOString(),
      divisionName: textOf(division, 'Description'),
      country: textOf(division, 'Country'),
      currency: textOf(division, 'Currency'),
      itemGroups: itemGroups.map((row) => ({
        ...named(row),
        id: textOf(row, 'ID'),
        isDefault: row['IsDefault'] === 1,
      })),
      units: units
        .filter((row) => row['Active'] !== false)
        .map((row) => ({ code: textOf(row, 'Code'), isMain: row['Main'] === 1 })),
      paymentConditions: paymentConditions.map(named),
      warehouses: warehouses.map((row) => ({ ...named(row), id: textOf(row, 'ID'), isMain: row['Main'] === 1 })),
      vatCodes: vatCodes.map(vatCodeOf),
      currencies: currencies.map((row) => ({
        code: textOf(row, 'Code'),
        priceDecimals: decimalsOf(Number(row['PricePrecision'])),
      })),
      financialYears: financialYearsOf(years),
      divisions: divisions.map(divisionChoiceOf),
      rights: await this.rights.probe(access),
    };
    return { data, moved: moved.join(' ') };
  }
}

/** A package without stock has no warehouses to choose from; that it has none is told among the rights (domain V2). */
async function orNoneWithoutRight(reading: Promise<ExactRecord[]>): Promise<ExactRecord[]> {
  try {
    return await reading;
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_no_right') throw thrown;
    return [];
  }
}

function named(row: ExactRecord): { code: string; description: string } {
  return { code: textOf(row, 'Code'), description: optionalText(row, 'Description') ?? '' };
}

function vatCodeOf(row: ExactRecord): ExactMasterDataPublishedV1['vatCodes'][number] {
  const transactionType = optionalText(row, 'VATTransactionType');
  const ossCountry = optionalText(row, 'OssCountry');
  return {
    ...named(row),
    type: textOf(row, 'Type'),
    percentageBasisPoints: Math.round(Number(row['Percentage']) * 10_000),
    isBlocked: row['IsBlocked'] === true,
    onEuSalesList: optionalText(row, 'EUSalesListing') !== undefined,
    ...(transactionType === undefined ? {} : { transactionType }),
    ...(ossCountry === undefined ? {} : { ossCountry }),
  };
}

/** A step such as 0.01 or a number of decimals: Exact does not document which, so both are read. */
function decimalsOf(precision: number): number {
  if (Number.isInteger(precision) && precision >= 1) return precision === 1 ? 0 : precision;
  return precision > 0 && precision < 1 ? Math.min(8, Math.round(-Math.log10(precision))) : 2;
}
