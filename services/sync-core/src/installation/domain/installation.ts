import type { VatRule } from '../../vat/domain/vat-rule.js';

/** The settings of a connection (manual chapters 3, 5, 6, 7; domain V1). References to Exact are codes, never ids. */
export interface Installation {
  /** stores whose orders are imported */
  readonly marketplaceIds: readonly string[];
  /** code of the item group of new items */
  readonly itemGroup: string;
  /** code of the payment condition of sales orders */
  readonly paymentCondition: string;
  /** codes of the warehouses whose stock is sold on Amazon */
  readonly stockWarehouses: readonly string[];
  /** code of the warehouse of orders that the merchant fulfils; absent: Exact's default */
  readonly merchantOrderWarehouse?: string;
  /** code of the warehouse of orders that Amazon fulfils; absent: they are not imported (V6) */
  readonly amazonOrderWarehouse?: string;
  /** the first rule that matches gives the VAT code (6.3) */
  readonly vatTable: readonly VatRule[];
  /** VAT code of new items, of type I */
  readonly itemVatCode: string;
  /** Amazon computes the VAT of this seller's orders */
  readonly usesVatCalculationService: boolean;
  readonly invoicesSentBy: 'merchant' | 'amazon';
  /** ISO country that the merchant's own goods leave from */
  readonly shipFromCountry: string;
  /** ISO country that Amazon's goods leave from, where there is only one */
  readonly amazonShipFromCountry?: string;
  readonly serviceItemCodes: { readonly shipping: string; readonly giftWrap: string; readonly surcharge: string };
  /** orders created before this moment are skipped; the moment itself is included */
  readonly importOrdersFrom: string;
  /** when the connection was switched on: only older orders can stand in Exact already (O2) */
  readonly connectedAt: string;
  readonly channels: readonly ('MFN' | 'AFN')[];
  readonly debtorMode: 'per-buyer' | 'collective' | 'hybrid';
  /** account of orders that Amazon itself buys (D11) */
  readonly amazonDebtor?: {
    readonly name: string;
    readonly vatNumber?: string;
    readonly country: string;
    /** an account that exists: its code in Exact */
    readonly accountCode?: string;
  };
  /** code of an existing account by country of the store, for what goes to a collective debtor (D9); else `Amazon NL` is made */
  readonly collectiveDebtors: Readonly<Record<string, string>>;
  /** write Amazon's relay e-mail and the phone to Exact (D3) */
  readonly keepEmail: boolean;
  readonly keepPhone: boolean;
  /** who pays the VAT of a line that Amazon marks UOSS and does not collect itself; absent: the order is held (M8) */
  readonly uossCollector?: 'merchant' | 'amazon';
  /** by territory: what Amazon keeps of a line that it collects the VAT of without naming any; absent: the order is held (M8) */
  readonly amazonKeeps: Readonly<Record<string, 'nothing' | 'standard-rate'>>;
  /** import replacements of value 0 that leave the merchant's shelf (O6) */
  readonly importFreeReplacements: boolean;
  /** look for a sales order with this number before anything else: where one can exist, or always (O2) */
  readonly lookForSalesOrders: 'before-connection' | 'always';
  /** remove the undelivered sales order of an order that Amazon cancels (O8) */
  readonly removeCancelledSalesOrders: boolean;
  /** status from which an order that Amazon fulfils counts as paid (O1) */
  readonly importAmazonOrdersFrom: 'SHIPPED' | 'UNSHIPPED';
  readonly stock: {
    readonly enabled: boolean;
    readonly intervalMinutes: number;
    readonly buffer: number;
    /** a run that empties more than this waits for a person (S7) */
    readonly brake?: { readonly skus: number; readonly percent: number };
  };
  /** remove the buyer's data as soon as the sales order is there (C2) */
  readonly purgeWhenFinished?: boolean;
  /** a test administration: nothing is ever written to Amazon (V4) */
  readonly isTestDivision?: boolean;
  /** pace of the catalogue's import (manual 5.2) */
  readonly firstImport: { readonly items: number; readonly perMinutes: number };
  /** time zone of the division, for dates */
  readonly timeZone: string;
  /** write later changes at Amazon to items that were in Exact before us, too (I5) */
  readonly updateAdoptedItems: boolean;
}

/** Settings as a person gives them: what is left out has the default of the domain page. */
export type InstallationInput = Partial<Installation> & Pick<Installation, 'marketplaceIds'>;

/** The settings with the domain page's defaults. What no default exists for stays empty, and is refused by the check. */
export function withDefaults(input: InstallationInput): Installation {
  return {
    itemGroup: '',
    paymentCondition: '',
    stockWarehouses: [],
    vatTable: [],
    itemVatCode: '',
    usesVatCalculationService: false,
    invoicesSentBy: 'merchant',
    shipFromCountry: 'NL',
    serviceItemCodes: { shipping: 'Shipment', giftWrap: 'GiftWrap', surcharge: 'Surcharge' },
    importOrdersFrom: input.connectedAt ?? new Date(0).toISOString(),
    connectedAt: new Date(0).toISOString(),
    channels: ['MFN', 'AFN'],
    debtorMode: 'per-buyer',
    keepEmail: true,
    keepPhone: true,
    collectiveDebtors: {},
    amazonKeeps: {},
    importFreeReplacements: true,
    lookForSalesOrders: 'before-connection',
    removeCancelledSalesOrders: false,
    importAmazonOrdersFrom: 'SHIPPED',
    stock: { enabled: true, intervalMinutes: 60, buffer: 0 },
    firstImport: { items: 50, perMinutes: 10 },
    timeZone: 'Europe/Amsterdam',
    updateAdoptedItems: false,
    ...input,
  };
}
