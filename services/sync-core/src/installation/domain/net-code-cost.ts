import type { ExactMasterDataPublishedV1, MoneyV1 } from '@connector/contracts';
import { netPrices } from '../../orders/domain/net-price.js';

/** A line of an order of late: what the buyer paid for so many pieces. */
export interface RecentLine {
  readonly amazonOrderId: string;
  readonly gross: MoneyV1;
  readonly quantity: number;
}

/** What a VAT code that excludes VAT would have cost: orders and lines that no net price brings to the cent. */
export interface NetCodeCost {
  readonly code: string;
  readonly orders: number;
  readonly ordersNotExact: number;
  readonly lines: number;
  readonly linesNotExact: number;
  readonly nl: string;
  readonly en: string;
}

type Division = Pick<ExactMasterDataPublishedV1, 'vatCodes' | 'currencies'>;

/**
 * Which share of recent orders each usable code of type E could not have booked to the cent, so that a person sees it before he
 * accepts one (domain V3, M5). Every line is reckoned as if it carried the code: which code it would have had is not settled yet.
 */
export function netCodeCosts(division: Division, recent: readonly RecentLine[]): NetCodeCost[] {
  const lines = recent.filter(({ gross, quantity }) => gross.minorUnits > 0 && quantity > 0);
  const orders = new Set(lines.map(({ amazonOrderId }) => amazonOrderId)).size;
  return division.vatCodes
    .filter(({ type, isBlocked, transactionType }) => type === 'E' && !isBlocked && transactionType !== 'P')
    .map(({ code, percentageBasisPoints }) => {
      const failing = lines.filter(({ gross, quantity }) => {
        const decimals = division.currencies.find((one) => one.code === gross.currency)?.priceDecimals ?? 2;
        const { minorUnits, currency } = gross;
        return netPrices(minorUnits, quantity, currency, percentageBasisPoints, decimals) === undefined;
      });
      const ordersNotExact = new Set(failing.map(({ amazonOrderId }) => amazonOrderId)).size;
      return {
        code,
        orders,
        ordersNotExact,
        lines: lines.length,
        linesNotExact: failing.length,
        ...textOf(code, orders, ordersNotExact),
      };
    });
}

function textOf(code: string, orders: number, notExact: number): { nl: string; en: string } {
  if (orders === 0)
    return {
      nl: `Btw-code ${code} is exclusief btw. Er zijn nog geen recente orders om het aan af te meten; bij 21 % komt ongeveer een op de zes regels niet op de cent uit en wacht op een mens. Kies liever een code van type "inclusief".`,
      en: `VAT code ${code} excludes VAT. There are no recent orders yet to measure it by; at 21 % about one line in six does not come out to the cent and waits for a person. Better choose a code of type "including".`,
    };
  const share = Math.round((notExact / orders) * 100);
  return {
    nl: `Btw-code ${code} is exclusief btw: van de ${orders} recente orders zouden er ${notExact} (${share} %) daarmee niet op de cent uitkomen en op een mens wachten. Kies liever een code van type "inclusief".`,
    en: `VAT code ${code} excludes VAT: of the ${orders} recent orders ${notExact} (${share} %) would not come out to the cent with it and would wait for a person. Better choose a code of type "including".`,
  };
}
