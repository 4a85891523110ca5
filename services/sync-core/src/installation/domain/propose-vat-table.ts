import type { ExactMasterDataPublishedV1, ExactVatCodeV1 } from '@connector/contracts';
import { legalRates, territoriesOfOtherMembers, territoriesWithRate } from '../../vat/domain/legal-rates.js';
import type { VatRule } from '../../vat/domain/vat-rule.js';

/** A table to be looked at and confirmed by a person, and what the division's codes leave open. */
export interface VatProposal {
  readonly vatTable: readonly VatRule[];
  /** proposed VAT code of new items */
  readonly itemVatCode?: string;
  /** sales for which the division has no usable code, named so that somebody can add one */
  readonly missing: readonly string[];
}

/** Proposes a VAT table from the division's own codes: percentage, type, One-Stop-Shop country, blocked or not (domain V3). */
export function proposeVatTable(division: Pick<ExactMasterDataPublishedV1, 'country' | 'vatCodes'>): VatProposal {
  const usable = division.vatCodes.filter(({ isBlocked, transactionType }) => !isBlocked && transactionType !== 'P');
  const { country } = division;
  const rates = legalRates(country);
  const atHome = rates.flatMap((rate) => ruleFor(usable, country, rate, undefined));
  const countries = [
    ...new Set(usable.map(({ ossCountry }) => ossCountry).filter((code) => code !== undefined)),
  ].sort();
  const abroad = countries.flatMap((oss) => legalRates(oss).flatMap((rate) => ruleFor(usable, oss, rate, oss)));
  const zero = usable.find(({ percentageBasisPoints, onEuSalesList }) => percentageBasisPoints === 0 && !onEuSalesList);
  const reverse = usable.find(({ onEuSalesList }) => onEuSalesList);
  const itemVatCode = best(usable, rates[0], undefined)?.code;
  return {
    vatTable: [
      ...atHome,
      ...abroad,
      ...(reverse === undefined
        ? []
        : [
            {
              name: 'Intracommunautair',
              when: {
                shipTo: territoriesOfOtherMembers(country),
                buyer: 'business',
                rate: 'none',
                collector: 'merchant',
              },
              code: reverse.code,
            } as const,
          ]),
      ...(zero === undefined
        ? []
        : [{ name: 'Amazon draagt btw af', when: { collector: 'amazon' }, code: zero.code } as const]),
    ],
    ...(itemVatCode === undefined ? {} : { itemVatCode }),
    missing: [
      ...(best(usable, rates[0], undefined) === undefined ? [`${country} ${rates[0] ?? 0} basis points, type I`] : []),
      ...(reverse === undefined ? ['reverse charge (EU sales list)'] : []),
      ...(zero === undefined ? ['0 % for sales whose VAT Amazon pays'] : []),
    ],
  };
}

function ruleFor(codes: readonly ExactVatCodeV1[], shipTo: string, rate: number, oss: string | undefined): VatRule[] {
  const code = best(codes, rate, oss);
  if (code === undefined) return [];
  const name = `${oss === undefined ? 'Binnenland' : 'OSS'} ${shipTo} ${rate / 100} %`;
  const territories = territoriesWithRate(shipTo, rate);
  const where = territories.length === 1 ? shipTo : territories;
  return [{ name, when: { shipTo: where, rate, collector: 'merchant' }, code: code.code }];
}

/** A code whose amounts include VAT comes to the cent; one that excludes it is the second choice. */
function best(
  codes: readonly ExactVatCodeV1[],
  rate: number | undefined,
  oss: string | undefined,
): ExactVatCodeV1 | undefined {
  const fitting = codes.filter(
    (code) => code.percentageBasisPoints === rate && code.ossCountry === oss && !code.onEuSalesList,
  );
  return fitting.find(({ type }) => type === 'I') ?? fitting.find(({ type }) => type === 'E');
}
