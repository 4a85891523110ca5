import type { AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';

type Snapshot = Omit<AmazonOrderUpdatedV1, 'personalData'>;

/** Fields that say how far Amazon is with an order, and nothing of what was sold to whom. */
const PROGRESS = new Set([
  'lastUpdatedTime',
  'contentHash',
  'fulfillmentStatus',
  'latestDeliveryTime',
  'withheld',
  'cancellationRequestedBy',
]);

/**
 * What a sales order is made of, as a text that can be compared: an update that leaves it as it is asks for nothing (domain O8).
 * Pieces that are shipped are progress too, unless some were cancelled: then they say how many are left (O5).
 */
export function materialContent(snapshot: Snapshot, personal: AmazonOrderPersonalDataV1 | undefined): string {
  const lines = snapshot.lines.map(({ quantityFulfilled, quantityUnfulfilled, ...line }) =>
    line.cancelledBy === undefined ? line : { ...line, left: (quantityFulfilled ?? 0) + (quantityUnfulfilled ?? 0) },
  );
  return JSON.stringify([{ ...snapshot, lines }, personal], (key, value: unknown) =>
    PROGRESS.has(key) ? undefined : value,
  );
}

/**
 * The personal data to keep: the new ones, but an address that Amazon gave before is not forgotten because an update comes
 * without it (a role that is withheld, data that Amazon has deleted): it is where the goods go, and which VAT they carry.
 */
export function personalDataToKeep(
  before: AmazonOrderPersonalDataV1 | undefined,
  now: AmazonOrderPersonalDataV1 | undefined,
): AmazonOrderPersonalDataV1 | undefined {
  if (now === undefined) return before;
  if (before === undefined) return now;
  const keep = <Name extends keyof AmazonOrderPersonalDataV1>(name: Name): object =>
    now[name] === undefined && before[name] !== undefined ? { [name]: before[name] } : {};
  const addressGone = now.deliveryAddress?.addressLine1 === undefined && before.deliveryAddress !== undefined;
  return {
    ...now,
    ...(addressGone ? { deliveryAddress: before.deliveryAddress } : {}),
    ...keep('buyerName'),
    ...keep('buyerEmail'),
    ...keep('buyerCompanyName'),
    ...keep('taxRegistration'),
    ...keep('purchaseOrderNumber'),
    ...keep('deliveryInstructions'),
    giftMessages: now.giftMessages.length === 0 ? before.giftMessages : now.giftMessages,
  };
}
