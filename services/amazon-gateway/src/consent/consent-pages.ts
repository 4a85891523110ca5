import type { MerchantPage } from '@connector/platform';

export const pages = {
  done: {
    titleNl: 'De koppeling met Amazon is gelukt',
    titleEn: 'The connection with Amazon is made',
    nl: 'U kunt dit venster sluiten. Orders, aanbod en voorraad worden nu opgehaald; dat ziet u bij uw koppeling.',
    en: 'You may close this window. Orders, listings and stock are being read now, as your connection shows.',
  },
  expired: {
    titleNl: 'Deze link is niet meer geldig',
    titleEn: 'This link is no longer valid',
    nl: 'De link is al gebruikt, is ouder dan tien minuten of hoort bij een ander venster. Begin opnieuw bij uw koppeling.',
    en: 'The link was used before, is older than ten minutes, or belongs to another window. Begin again at your connection.',
  },
  refused: {
    titleNl: 'Er is geen toestemming gegeven',
    titleEn: 'No consent was given',
    nl: 'U heeft in Seller Central geen toestemming gegeven. Er is niets veranderd; u kunt het opnieuw proberen bij uw koppeling.',
    en: 'You gave no consent in Seller Central. Nothing has changed; you may try again at your connection.',
  },
  otherSeller: {
    titleNl: 'Dit is een ander verkopersaccount',
    titleEn: 'This is another seller account',
    nl: 'U bent bij Amazon ingelogd met een ander account dan dat van deze koppeling. Log daar in met het juiste account en begin opnieuw.',
    en: 'You are logged in at Amazon with another account than that of this connection. Log in there with the right one and begin again.',
  },
  failed: {
    titleNl: 'Amazon gaf geen toegang',
    titleEn: 'Amazon gave no access',
    nl: 'Amazon weigerde de toestemming om te zetten in toegang. Probeer het opnieuw; lukt het dan niet, neem contact op met support.',
    en: 'Amazon refused to turn the consent into access. Try again; if that fails too, contact support.',
  },
  unavailable: {
    titleNl: 'Amazon is even niet bereikbaar',
    titleEn: 'Amazon cannot be reached for the moment',
    nl: 'Probeer het over enkele minuten opnieuw bij uw koppeling.',
    en: 'Try again in some minutes at your connection.',
  },
  notOffered: {
    titleNl: 'Toestemming via deze pagina is niet ingesteld',
    titleEn: 'Consent by this page is not set up',
    nl: 'Deze installatie werkt met een zelf gemaakte token uit Seller Central. Vul die in bij uw koppeling.',
    en: 'This installation works with a token that you make yourself in Seller Central. Enter it at your connection.',
  },
} as const satisfies Record<string, MerchantPage>;
