/** Amazon's name of the channel through which the merchant ships himself. */
const MERCHANT = 'DEFAULT';

/**
 * Whether the quantity of a SKU is the merchant's to write (domain S5): in every store where it has a channel, that is the
 * merchant's own. A SKU that Amazon fulfils anywhere, or that has no channel yet, is never written.
 */
export function isMerchantsAlone(channelCodes: readonly string[] | null): boolean {
  return channelCodes !== null && channelCodes.length > 0 && channelCodes.every((code) => code === MERCHANT);
}
