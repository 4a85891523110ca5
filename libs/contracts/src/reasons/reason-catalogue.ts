import { amazonReasons } from './amazon-reasons.js';
import { businessReasons } from './business-reasons.js';
import { exactReasons } from './exact-reasons.js';
import { gatewayReasons } from './gateway-reasons.js';
import { messageReasons } from './message-reasons.js';
import type { Reason } from './reason.js';

export type { Reason } from './reason.js';

/** Every reason that a person may read, by its code. An error without a code here is a bug. */
export const reasonCatalogue = {
  ...exactReasons,
  ...amazonReasons,
  ...gatewayReasons,
  ...businessReasons,
  ...messageReasons,
} as const;

export type ReasonCode = keyof typeof reasonCatalogue;

/** The reason with this code; a code that this version does not know reads as an unexpected error. */
export function reasonOf(code: string): Reason {
  return Object.hasOwn(reasonCatalogue, code) ? reasonCatalogue[code as ReasonCode] : reasonCatalogue.unexpected_error;
}
