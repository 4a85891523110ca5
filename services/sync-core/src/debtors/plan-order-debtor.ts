import type { AmazonOrderPersonalDataV1 } from '@connector/contracts';
import type { Installation } from '../installation/domain/installation.js';
import type { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { withDelivery } from './domain/delivery-of-order.js';
import { planDebtor, type DebtorPlanResult } from './domain/plan-debtor.js';

/** The debtor of an order: the account that a person chose for it (domain C4), else the one that the rules say. */
export function planOrderDebtor(
  order: AmazonOrderEntity,
  personal: AmazonOrderPersonalDataV1 | undefined,
  installation: Installation,
  divisionCountry: string,
): DebtorPlanResult {
  const chosen = order.corrections?.debtorAccountId;
  const plan = planDebtor(order.snapshot, personal, installation, divisionCountry);
  if (chosen === undefined) return plan;
  const vatNumber = plan.ok ? plan.plan.vatNumber : undefined;
  const account = {
    identity: `chosen|${chosen}`,
    collective: true,
    adoptByVatNumber: false,
    chosenAccountId: chosen,
    account: { name: '-' },
    shown: [],
    cut: [],
    ...(vatNumber === undefined ? {} : { vatNumber }),
  };
  return { ok: true, plan: withDelivery(account, order.snapshot, personal) };
}
