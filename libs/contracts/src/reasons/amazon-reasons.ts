import type { Reason } from './reason.js';

/** What Amazon answers, or fails to answer. The amazon-gateway gives these codes. */
export const amazonReasons = {
  amazon_rate_limit: {
    failureClass: 'quota',
    nl: 'Het aantal aanroepen dat Amazon toestaat, is even op.',
    en: 'The number of calls that Amazon allows is used up for the moment.',
    remedyNl: 'Niets: het werk gaat vanzelf verder.',
    remedyEn: 'Nothing: the work goes on by itself.',
  },
  amazon_unavailable: {
    failureClass: 'transient',
    nl: 'Amazon is even niet bereikbaar.',
    en: 'Amazon cannot be reached for the moment.',
    remedyNl: 'Niets: het werk gaat vanzelf verder.',
    remedyEn: 'Nothing: the work goes on by itself.',
  },
  amazon_reauthorisation_needed: {
    failureClass: 'credentials',
    nl: 'De koppeling heeft geen toegang meer tot het Amazon-account.',
    en: 'The connector no longer has access to the Amazon account.',
    remedyNl: 'Geef in Seller Central opnieuw toestemming aan de koppeling.',
    remedyEn: 'Authorise the connector again in Seller Central.',
  },
  amazon_client_refused: {
    failureClass: 'credentials',
    nl: 'Amazon weigert de gegevens van de koppeling zelf.',
    en: 'Amazon refuses the credentials of the connector itself.',
    remedyNl: 'Neem contact op met support.',
    remedyEn: 'Contact support.',
  },
  amazon_role_missing: {
    failureClass: 'credentials',
    nl: 'De koppeling mist een rol bij Amazon.',
    en: 'The connector lacks a role at Amazon.',
    remedyNl: 'Geef in Seller Central opnieuw toestemming, zodat de nieuwe rol gaat gelden.',
    remedyEn: 'Authorise again in Seller Central, so that the new role takes effect.',
  },
  amazon_offer_not_merchant_fulfilled: {
    failureClass: 'business',
    nl: 'De voorraad is niet geschreven: dit aanbod wordt (ook) door Amazon verzonden.',
    en: 'The stock was not written: this offer is (also) fulfilled by Amazon.',
    remedyNl: 'Niets, als Amazon verzendt. Anders: zet het aanbod in Seller Central op verzending door de verkoper.',
    remedyEn: 'Nothing, if Amazon ships. Else set the offer to merchant fulfilment in Seller Central.',
  },
  orders_on_their_way: {
    failureClass: 'transient',
    nl: 'Er zijn minder orders bekend dan Amazon telt; ze kunnen nog onderweg zijn.',
    en: 'Fewer orders are known than Amazon counts; they may be on their way.',
    remedyNl: 'Niets: de telling wordt vanzelf opnieuw vergeleken.',
    remedyEn: 'Nothing: the count is compared again by itself.',
  },
  amazon_order_unknown: {
    failureClass: 'business',
    nl: 'Amazon kent deze order niet (meer) bij deze verkoper.',
    en: 'Amazon does not know this order of this seller (any more).',
    remedyNl: 'Controleer het ordernummer. Orders ouder dan twee jaar geeft Amazon niet meer.',
    remedyEn: 'Check the order number. Amazon no longer gives orders older than two years.',
  },
  amazon_subscription_unknown: {
    failureClass: 'business',
    nl: 'Amazon stuurt nog geen berichten over orders van deze verkoper.',
    en: 'Amazon sends no messages of the orders of this seller yet.',
    remedyNl: 'Niets: de koppeling vraagt ze vanzelf aan; orders worden ook zonder opgehaald.',
    remedyEn: 'Nothing: the connector asks for them by itself; orders are read without them too.',
  },
  amazon_listing_unknown: {
    failureClass: 'business',
    nl: 'Amazon kent deze SKU niet (meer).',
    en: 'Amazon does not know this SKU (any more).',
    remedyNl: 'Controleer het aanbod in Seller Central.',
    remedyEn: 'Check the listing in Seller Central.',
  },
  amazon_quantity_refused: {
    failureClass: 'business',
    nl: 'Amazon weigert deze voorraadstand.',
    en: 'Amazon refuses this quantity.',
    remedyNl: 'Zie de melding van Amazon en pas het aanbod in Seller Central aan.',
    remedyEn: "See Amazon's message and change the listing in Seller Central.",
  },
  amazon_request_refused: {
    failureClass: 'bug',
    nl: 'Amazon weigert een aanvraag van de koppeling.',
    en: 'Amazon refuses a request of the connector.',
    remedyNl: 'Neem contact op met support.',
    remedyEn: 'Contact support.',
  },
} as const satisfies Record<string, Reason>;
