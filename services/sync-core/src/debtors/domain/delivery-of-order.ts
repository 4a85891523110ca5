import type { AmazonAddressV1, AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import { addressFields, fieldsCutInto } from './account-fields.js';
import { linesOf, type Buyer } from './buyer-of-order.js';
import { addressIdentity, normalised } from './identity.js';
import type { DebtorPlan } from './plan-debtor.js';

/**
 * A delivery address where the goods go elsewhere, or to somebody else (domain D12); none where Amazon delivers. Exact's
 * addresses have no name: a recipient who is not the account stands in line 1.
 */
export function withDelivery(
  plan: DebtorPlan,
  order: Pick<AmazonOrderUpdatedV1, 'fulfilledBy'>,
  personal: AmazonOrderPersonalDataV1 | undefined,
  buyer?: Buyer,
): DebtorPlan {
  const to = personal?.deliveryAddress;
  if (order.fulfilledBy === 'AMAZON' || to === undefined || linesOf(to).length === 0) return plan;
  const recipient = to.companyName ?? to.name;
  const known = [plan.collective ? undefined : buyer?.name, plan.collective ? undefined : buyer?.person].map(
    normalised,
  );
  const stranger = recipient !== undefined && !known.includes(normalised(recipient));
  const place = (address: AmazonAddressV1 | undefined): string =>
    addressIdentity({
      lines: linesOf(address),
      postcode: address?.postalCode,
      city: address?.city,
      country: address?.countryCode,
    });
  const nameWasCut = !plan.collective && plan.cut.includes('Name');
  if (!plan.collective && !stranger && !nameWasCut && place(to) === place(buyer?.address)) return plan;
  const cut: string[] = [];
  const field = fieldsCutInto(cut, 'delivery ');
  const first = stranger ? recipient : nameWasCut ? buyer?.name : undefined;
  const lines = [first, ...linesOf(to)].filter((line) => line !== undefined);
  const [addressLine1, addressLine2, ...rest] = lines;
  const { postalCode, city, countryCode } = to;
  const shifted: AmazonAddressV1 = {
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(city === undefined ? {} : { city }),
    ...(countryCode === undefined ? {} : { countryCode }),
    ...(addressLine1 === undefined ? {} : { addressLine1 }),
    ...(addressLine2 === undefined ? {} : { addressLine2 }),
    ...(rest.length === 0 ? {} : { addressLine3: rest.join(', ') }),
  };
  return {
    ...plan,
    deliveryAddress: {
      identity: addressIdentity({
        recipient: first,
        lines: linesOf(to),
        postcode: to.postalCode,
        city: to.city,
        country: to.countryCode,
      }),
      address: addressFields(shifted, field),
    },
    cut: [...plan.cut, ...cut],
  };
}
