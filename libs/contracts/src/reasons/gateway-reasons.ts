import type { Reason } from './reason.js';

/** What both gateways say of themselves. */
export const gatewayReasons = {
  connection_unknown: {
    failureClass: 'credentials',
    nl: 'De gateway kent deze koppeling nog niet.',
    en: 'The gateway does not know this connection yet.',
    remedyNl: 'Bewaar de koppeling opnieuw.',
    remedyEn: 'Save the connection again.',
  },
  connection_paused: {
    failureClass: 'credentials',
    nl: 'De koppeling is gepauzeerd.',
    en: 'The connection is paused.',
    remedyNl: 'Hervat de koppeling.',
    remedyEn: 'Resume the connection.',
  },
  unexpected_error: {
    failureClass: 'bug',
    nl: 'Er ging iets mis in de koppeling zelf.',
    en: 'Something went wrong in the connector itself.',
    remedyNl: 'Neem contact op met support; het werk is bewaard.',
    remedyEn: 'Contact support; the work is kept.',
  },
} as const satisfies Record<string, Reason>;
