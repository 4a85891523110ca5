import { normaliseOrder } from '@connector/amazon-gateway/orders/normalise-order';
import { formatMoney, money } from '@connector/money';
import { planDebtor, type DebtorPlan } from '@connector/sync-core/debtors/domain/plan-debtor';
import { withDefaults } from '@connector/sync-core/installation/domain/installation';
import { composeSalesOrder, type ComposedOrder } from '@connector/sync-core/orders/domain/compose-sales-order';
import { judgeOrder } from '@connector/sync-core/orders/domain/judge-order';
import type { Expected, GoldenCase, GoldenPlace } from './golden-case.js';

type Normalised = ReturnType<typeof normaliseOrder>;

/** Takes an order through the rules as the services do: normalise, judge, plan the debtor, compose. Nothing else is asked. */
export function becomes({ amazon, installation, itemVatCodes = {} }: GoldenCase, place: GoldenPlace): Expected {
  const { order: normalised, personalData } = normaliseOrder(amazon);
  const order = { ...normalised, withheld: [] };
  const settings = withDefaults({ ...place.installation, ...installation });
  const verdict = judgeOrder(order, settings);
  if (verdict.verdict === 'skip') return { outcome: 'skipped', reason: verdict.reason };
  if (verdict.verdict === 'cancelled') return { outcome: 'skipped', reason: 'cancelled_before_import' };
  if (verdict.verdict === 'wait') return { outcome: 'waits', reason: verdict.reason };
  if (verdict.verdict === 'pending') return { outcome: 'waits' };
  const planned = planDebtor(order, personalData, settings, place.division.country);
  if (!planned.ok) return held(planned);
  const composed = composeSalesOrder(order, personalData, settings, {
    division: place.division,
    itemVatCode: (id) => itemVatCodes[id],
    buyerHasVatNumber: planned.plan.vatNumber !== undefined,
  });
  if (!composed.ok) return held(composed);
  return booked(planned.plan, composed.order, normalised);
}

function held({ reason, detail }: { reason: string; detail: Readonly<Record<string, string>> }): Expected {
  return { outcome: 'held', reason, ...(Object.keys(detail).length === 0 ? {} : { detail }) };
}

function booked(plan: DebtorPlan, composed: ComposedOrder, order: Normalised['order']): Expected {
  const { contact, deliveryAddress, accountCode, shown, cut } = plan;
  const { deliveryDate, warehouse, remarks } = composed;
  const itemOf = (orderItemId: string): string => {
    const line = order.lines.find((entry) => entry.orderItemId === orderItemId);
    return line?.sku ?? line?.asin ?? orderItemId;
  };
  return {
    outcome: 'sales order',
    debtor: { ...plan.account, ...(accountCode === undefined ? {} : { accountCode }) },
    ...(contact === undefined ? {} : { contact: { ...contact } }),
    ...(deliveryAddress === undefined ? {} : { deliveryAddress: { ...deliveryAddress.address } }),
    orderDate: composed.orderDate,
    ...(deliveryDate === undefined ? {} : { deliveryDate }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(remarks === undefined ? {} : { remarks: remarks.split('\n') }),
    lines: composed.lines.map(({ of, description, quantity, netPrice, vatCode }) => ({
      item: 'service' in of ? of.service : itemOf(of.orderItemId),
      description,
      quantity,
      price: netPrice,
      vat: vatCode,
    })),
    total: formatMoney(money(composed.expectedTotal, composed.currency)),
    ...(shown.length === 0 ? {} : { shown: shown.map(({ code }) => code) }),
    ...(cut.length === 0 ? {} : { cut: [...cut] }),
  };
}
