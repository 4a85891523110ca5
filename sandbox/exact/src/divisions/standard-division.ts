import type { Random } from '@connector/simulation';
import { Division } from './division.js';
import { openYear } from '../financial/sales-entries.js';

/** What a new division is made of. */
export interface DivisionSeed {
  readonly code: number;
  readonly description?: string;
  readonly country?: string;
  readonly currency?: string;
  /** what the licence has: `Trade`, `Wholesale` and `Manufacturing` know stock and sales orders; `Trade` unless it is given */
  readonly packageCode?: string;
  /** whose licence it is in */
  readonly customer?: string;
}

export interface VatSeed {
  readonly code: string;
  readonly description: string;
  readonly type: 'I' | 'E' | 'N' | 'B';
  readonly percentage: number;
  readonly oss?: string;
  readonly listing?: boolean;
}

const VAT_CODES: readonly VatSeed[] = [
  { code: '0', description: 'Geen BTW', type: 'N', percentage: 0 },
  { code: '1', description: 'BTW laag tarief, inclusief', type: 'I', percentage: 0.09 },
  { code: '2', description: 'BTW hoog tarief, inclusief', type: 'I', percentage: 0.21 },
  { code: '3', description: 'BTW laag tarief, exclusief', type: 'E', percentage: 0.09 },
  { code: '4', description: 'BTW hoog tarief, exclusief', type: 'E', percentage: 0.21 },
  { code: '5', description: 'BTW nultarief', type: 'E', percentage: 0 },
  { code: '6', description: 'Export buiten de EU', type: 'N', percentage: 0 },
  { code: '7', description: 'Intracommunautaire levering', type: 'N', percentage: 0, listing: true },
  { code: 'DE', description: 'OSS Duitsland 19 %', type: 'I', percentage: 0.19, oss: 'DE' },
  { code: 'DE7', description: 'OSS Duitsland 7 %', type: 'I', percentage: 0.07, oss: 'DE' },
  { code: 'FR', description: 'OSS Frankrijk 20 %', type: 'I', percentage: 0.2, oss: 'FR' },
  { code: 'BE', description: 'OSS België 21 %', type: 'I', percentage: 0.21, oss: 'BE' },
  { code: 'IT', description: 'OSS Italië 22 %', type: 'I', percentage: 0.22, oss: 'IT' },
  { code: 'ES', description: 'OSS Spanje 21 %', type: 'I', percentage: 0.21, oss: 'ES' },
  { code: 'AT', description: 'OSS Oostenrijk 20 %', type: 'I', percentage: 0.2, oss: 'AT' },
  { code: 'SE', description: 'OSS Zweden 25 %', type: 'I', percentage: 0.25, oss: 'SE' },
  { code: 'PL', description: 'OSS Polen 23 %', type: 'I', percentage: 0.23, oss: 'PL' },
];

const CURRENCIES: Readonly<Record<string, number>> = { EUR: 2, GBP: 2, SEK: 2, PLN: 2, USD: 2, JPY: 0, KWD: 3 };

/** A Dutch administration with the master data that a web shop has; every rate as a code inclusive and exclusive. */
export function standardDivision(seed: DivisionSeed, random: Random, now: number): Division {
  const division = new Division(
    seed.code,
    seed.description ?? `Voorbeeld ${seed.code} B.V.`,
    seed.country ?? 'NL',
    seed.currency ?? 'EUR',
    random,
  );
  division.packageCode = seed.packageCode ?? division.packageCode;
  division.customer = seed.customer ?? division.customer;
  const add = (table: Parameters<Division['put']>[0], row: Record<string, unknown>): void => {
    const id = division.guid();
    division.put(table, id, { ID: id, ...row });
  };
  add('ItemGroups', { Code: 'ALG', Description: 'Algemeen', IsDefault: 1 });
  add('ItemGroups', { Code: 'WEB', Description: 'Webshop', IsDefault: 0 });
  add('Units', { Code: 'stuk', Description: 'Stuk', Active: true, Main: 1 });
  add('Units', { Code: 'doos', Description: 'Doos', Active: true, Main: 0 });
  add('PaymentConditions', { Code: '30', Description: '30 dagen', PaymentMethod: 'B', PaymentDays: 30 });
  add('PaymentConditions', { Code: 'AM', Description: 'Betaald via Amazon', PaymentMethod: 'Q', PaymentDays: 14 });
  add('Warehouses', { Code: '1', Description: 'Hoofdmagazijn', Main: 1 });
  add('Warehouses', { Code: 'FBA', Description: 'Voorraad bij Amazon', Main: 0 });
  for (const vat of VAT_CODES) addVatCode(division, vat);
  for (const [code, decimals] of Object.entries(CURRENCIES)) {
    const step = decimals === 0 ? 1 : Number(`0.${'1'.padStart(decimals, '0')}`);
    division.put('Currencies', code, {
      Code: code,
      Description: code,
      AmountPrecision: step,
      PricePrecision: decimals === 2 ? 0.0001 : step,
    });
  }
  openYear(division, new Date(now).getUTCFullYear());
  return division;
}

/** From when the Dutch rates hold; what held before stands in the history. */
const SINCE: Readonly<Record<number, { from: number; before?: number }>> = {
  0.21: { from: Date.UTC(2012, 9, 1), before: 0.19 },
  0.09: { from: Date.UTC(2019, 0, 1), before: 0.06 },
};
const FIRST_DAY = Date.UTC(2001, 0, 1);

/** Makes a VAT code and the history of its percentage. Returns its key. */
export function addVatCode(division: Division, vat: VatSeed): string {
  const id = division.guid();
  division.put('VATCodes', id, {
    ID: id,
    Code: vat.code,
    Description: vat.description,
    Type: vat.type,
    Percentage: vat.percentage,
    VATTransactionType: 'B',
    IsBlocked: false,
    OssCountry: vat.oss ?? null,
    EUSalesListing: vat.listing === true ? 'L' : null,
    Charged: vat.listing === true,
  });
  const { from, before } = (vat.oss === undefined ? SINCE[vat.percentage] : undefined) ?? { from: FIRST_DAY };
  const add = (Percentage: number, StartDate: number, EndDate: number | null, LineNumber: number): void => {
    const line = division.guid();
    division.put('VATPercentages', line, {
      ID: line,
      VATCodeID: id,
      LineNumber,
      Percentage,
      Type: 0,
      StartDate,
      EndDate,
    });
  };
  if (before !== undefined) add(before, FIRST_DAY, from - 86_400_000, 1);
  add(vat.percentage, from, null, before === undefined ? 1 : 2);
  return id;
}
