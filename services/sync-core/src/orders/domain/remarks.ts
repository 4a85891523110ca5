import type { AmazonOrderPersonalDataV1 } from '@connector/contracts';

/** Remarks of the sales order, one a line: delivery instructions, gift messages, the buyer's purchase order number (domain O3). */
export function remarksOf(
  personal: AmazonOrderPersonalDataV1 | undefined,
  skuOf: (orderItemId: string) => string | undefined,
): string | undefined {
  if (personal === undefined) return undefined;
  const several = personal.giftMessages.length > 1;
  const lines = [
    personal.deliveryInstructions,
    ...personal.giftMessages.map(({ orderItemId, message }) =>
      several ? `${skuOf(orderItemId) ?? orderItemId}: ${message}` : message,
    ),
    personal.purchaseOrderNumber,
  ].filter((line) => line !== undefined);
  return lines.length === 0 ? undefined : lines.join('\n');
}
