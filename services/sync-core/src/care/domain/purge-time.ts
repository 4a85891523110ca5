const DAY_MS = 86_400_000;

/** Days that a buyer's data may be kept after delivery; Amazon's limit (domain C2). */
export const KEPT_DAYS = 30;

/** A held order warns so many days before its buyer's data end. */
export const WARNED_DAYS = 10;

/** An order that never ships keeps its buyer no longer than this after it was made. */
const NEVER_SHIPPED_DAYS = 90;

/**
 * When the buyer's data of an order end: thirty days after shipping, because Amazon tells no delivery; ninety days after it was
 * made where it never ships. Skipped and cancelled orders do not come here: they end at once.
 */
export function purgeTime(order: { readonly createdTime: Date; readonly shippedAt: Date | null }): Date {
  const { createdTime, shippedAt } = order;
  return shippedAt === null
    ? new Date(createdTime.getTime() + NEVER_SHIPPED_DAYS * DAY_MS)
    : new Date(shippedAt.getTime() + KEPT_DAYS * DAY_MS);
}
