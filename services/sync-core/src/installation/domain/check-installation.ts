import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import type { Installation } from './installation.js';

/** One thing that the installation lacks or that the division does not have. */
export interface Fault {
  readonly setting: string;
  readonly messageNl: string;
  readonly messageEn: string;
}

/** Checks every reference against what the division really has, and tells all faults at once (domain V2, V3, V6). */
export function checkInstallation(installation: Installation, division: ExactMasterDataPublishedV1): Fault[] {
  const faults: Fault[] = [];
  const needs = (setting: string, code: string | undefined, known: readonly string[], nl: string, en: string): void => {
    if (code === undefined) return;
    if (code === '') faults.push({ setting, messageNl: `Kies een ${nl}.`, messageEn: `Choose the ${en}.` });
    else if (!known.includes(code)) {
      faults.push({
        setting,
        messageNl: `De administratie heeft geen ${nl} "${code}".`,
        messageEn: `The division has no ${en} "${code}".`,
      });
    }
  };
  const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);
  const warehouses = codes(division.warehouses);
  needs('itemGroup', installation.itemGroup, codes(division.itemGroups), 'artikelgroep', 'item group');
  needs(
    'paymentCondition',
    installation.paymentCondition,
    codes(division.paymentConditions),
    'betalingsconditie',
    'payment condition',
  );
  for (const code of installation.stockWarehouses) needs('stockWarehouses', code, warehouses, 'magazijn', 'warehouse');
  if (installation.stock.enabled && installation.stockWarehouses.length === 0)
    needs('stockWarehouses', '', warehouses, 'magazijn', 'warehouse');
  needs('merchantOrderWarehouse', installation.merchantOrderWarehouse, warehouses, 'magazijn', 'warehouse');
  needs('amazonOrderWarehouse', installation.amazonOrderWarehouse, warehouses, 'magazijn', 'warehouse');
  if (
    installation.amazonOrderWarehouse !== undefined &&
    installation.stockWarehouses.includes(installation.amazonOrderWarehouse)
  ) {
    faults.push({
      setting: 'amazonOrderWarehouse',
      messageNl:
        'Orders die Amazon verzendt, hebben een eigen magazijn nodig: anders gaan ze nog eens van uw eigen voorraad af.',
      messageEn:
        'Orders that Amazon fulfils need a warehouse of their own: else they leave your own shelf a second time.',
    });
  }
  faults.push(...vatFaults(installation, division));
  return faults;
}

function vatFaults(installation: Installation, division: ExactMasterDataPublishedV1): Fault[] {
  const usable = new Map(division.vatCodes.filter(({ isBlocked }) => !isBlocked).map((vat) => [vat.code, vat]));
  const faults: Fault[] = [];
  const add = (setting: string, messageNl: string, messageEn: string): void =>
    void faults.push({ setting, messageNl, messageEn });
  const itemCode = usable.get(installation.itemVatCode);
  if (itemCode === undefined) {
    add(
      'itemVatCode',
      `De administratie heeft geen bruikbare btw-code "${installation.itemVatCode}".`,
      `The division has no usable VAT code "${installation.itemVatCode}".`,
    );
  } else if (itemCode.type !== 'I') {
    add(
      'itemVatCode',
      'De btw-code van nieuwe artikelen moet van type "inclusief" zijn.',
      'The VAT code of new items must be of type "including".',
    );
  }
  if (installation.vatTable.length === 0) add('vatTable', 'De btw-tabel is leeg.', 'The VAT table is empty.');
  for (const { code } of installation.vatTable) {
    if (code !== 'item' && !usable.has(code)) {
      add(
        'vatTable',
        `De btw-tabel noemt code "${code}", die de administratie niet (meer) heeft.`,
        `The VAT table names code "${code}", which the division does not have (any more).`,
      );
    }
  }
  return faults;
}
