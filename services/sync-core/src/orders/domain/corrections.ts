import type { AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';

/** What a person has set on a held order (domain C4). What is left out stays as Amazon and the installation say. */
export interface Corrections {
  /** the buyer's VAT number as typed; null: he has none, whatever Amazon says */
  readonly vatNumber?: string | null;
  /** VAT code of all lines */
  readonly vatCode?: string;
  /** id of an account that exists in Exact */
  readonly debtorAccountId?: string;
  /** SKU whose item a line books, by the Amazon line's id */
  readonly items?: Readonly<Record<string, string>>;
  /** pieces of a line, by the Amazon line's id */
  readonly quantities?: Readonly<Record<string, number>>;
}

type Snapshot = Omit<AmazonOrderUpdatedV1, 'personalData'>;

/** The order with the items and quantities that a person set. */
export function correctedSnapshot(
  snapshot: Snapshot,
  corrections: Pick<Corrections, 'items' | 'quantities'> | null,
): Snapshot {
  const { items, quantities } = corrections ?? {};
  if (Object.keys(items ?? {}).length + Object.keys(quantities ?? {}).length === 0) return snapshot;
  const lines = snapshot.lines.map((line) => {
    const sku = items?.[line.orderItemId];
    const quantity = quantities?.[line.orderItemId];
    if (sku === undefined && quantity === undefined) return line;
    const { cancelledBy, ...rest } = line;
    return {
      ...rest,
      ...(sku === undefined ? {} : { sku }),
      // what a person says is left, is left
      ...(quantity === undefined ? (cancelledBy === undefined ? {} : { cancelledBy }) : { quantityOrdered: quantity }),
    };
  });
  return { ...snapshot, lines };
}

/** The buyer with the VAT number that a person set, or without one. */
export function correctedBuyer(
  personal: AmazonOrderPersonalDataV1 | undefined,
  corrections: Corrections | null,
): AmazonOrderPersonalDataV1 | undefined {
  const vatNumber = corrections?.vatNumber;
  if (vatNumber === undefined) return personal;
  const { taxRegistration, ...rest } = personal ?? { giftMessages: [] };
  if (vatNumber === null) {
    const { number: _none, ...registration } = taxRegistration ?? {};
    return taxRegistration === undefined ? personal : { ...rest, taxRegistration: registration };
  }
  return { ...rest, taxRegistration: { ...taxRegistration, number: vatNumber } };
}

/** The installation with the VAT code that a person set in front of the table, for goods from any country. */
export function correctedInstallation(installation: Installation, corrections: Corrections | null): Installation {
  const code = corrections?.vatCode;
  if (code === undefined) return installation;
  const { shipFromCountry, amazonShipFromCountry } = installation;
  const shipFrom = [
    shipFromCountry,
    'unknown',
    ...(amazonShipFromCountry === undefined ? [] : [amazonShipFromCountry]),
  ];
  return {
    ...installation,
    vatTable: [{ name: 'set by a person', when: { shipFrom }, code }, ...installation.vatTable],
  };
}
