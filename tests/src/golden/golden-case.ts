import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import type { Installation } from '@connector/sync-core/installation/domain/installation';

const ROOT = join(import.meta.dirname, '../../golden');

/** A record of Exact as far as the case says something of it; what is left out must not be there. */
type Fields = Readonly<Record<string, string>>;

export interface GoldenLine {
  /** the SKU, ASIN or line id whose item it is; of services: shipping, giftWrap, surcharge */
  readonly item: string;
  readonly description: string;
  readonly quantity: number;
  readonly price: string;
  readonly vat: string;
}

/** What must become of the order. */
export type Expected =
  | {
      readonly outcome: 'sales order';
      readonly debtor: Fields;
      readonly contact?: Fields;
      readonly deliveryAddress?: Fields;
      readonly orderDate: string;
      readonly deliveryDate?: string;
      readonly warehouse?: string;
      readonly remarks?: readonly string[];
      readonly lines: readonly GoldenLine[];
      /** incl. VAT, with the currency */
      readonly total: string;
      /** codes of what is carried out and shown, names of fields that were cut */
      readonly shown?: readonly string[];
      readonly cut?: readonly string[];
    }
  | { readonly outcome: 'held'; readonly reason: string; readonly detail?: Fields }
  | { readonly outcome: 'skipped' | 'waits'; readonly reason?: string };

/** An order with an invented buyer, as Orders API 2026-01-01 gives it, and what must become of it. */
export interface GoldenCase {
  readonly file: string;
  readonly title: string;
  /** numbers of the rules that it shows */
  readonly rules: readonly string[];
  /** settings that differ from golden/installation.json */
  readonly installation?: Partial<Installation>;
  /** VAT codes of items that are in Exact already, by the order's line id */
  readonly itemVatCodes?: Readonly<Record<string, string>>;
  readonly amazon: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
}

export interface GoldenPlace {
  readonly installation: Installation;
  readonly division: ExactMasterDataPublishedV1;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

/** The installation and the division of all cases. */
export function goldenPlace(): GoldenPlace {
  return {
    installation: read('installation.json') as Installation,
    division: read('division.json') as ExactMasterDataPublishedV1,
  };
}

/** All cases, by the chapter that their folder is named for. */
export function goldenCases(): GoldenCase[] {
  return globSync('*/*.json', { cwd: ROOT })
    .toSorted()
    .map((file) => ({ ...(read(file) as GoldenCase), file: join(basename(dirname(file)), basename(file, '.json')) }));
}
