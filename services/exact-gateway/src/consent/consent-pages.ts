import { escapeHtml, type MerchantPage } from '@connector/platform';

/** `{name}` stands for the administration. */
export const pages = {
  done: {
    titleNl: 'De koppeling met Exact Online is gelukt',
    titleEn: 'The connection with Exact Online is made',
    nl: 'De koppeling werkt met administratie {name}. U kunt dit venster sluiten.',
    en: 'The connector works with administration {name}. You may close this window.',
  },
  choose: {
    titleNl: 'Kies de administratie',
    titleEn: 'Choose the administration',
    nl: 'In welke administratie mogen de orders en artikelen komen? Kies bij voorkeur eerst een testadministratie.',
    en: 'Into which administration may orders and items go? Preferably choose a test administration first.',
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
    nl: 'U heeft in Exact Online geen toestemming gegeven. Er is niets veranderd; u kunt het opnieuw proberen bij uw koppeling.',
    en: 'You gave no consent in Exact Online. Nothing has changed; you may try again at your connection.',
  },
  otherCompany: {
    titleNl: 'Dit is een ander bedrijf',
    titleEn: 'This is another company',
    nl: 'De gebruiker waarmee u bent ingelogd, mag de administratie van deze koppeling niet openen. Er is niets veranderd. Log in Exact Online in met een gebruiker die dat wel mag en begin opnieuw.',
    en: 'The user you logged in with may not open the administration of this connection. Nothing has changed. Log in at Exact Online with a user who may, and begin again.',
  },
  noDivision: {
    titleNl: 'Geen administratie gevonden',
    titleEn: 'No administration found',
    nl: 'Deze gebruiker kan in Exact Online geen actieve administratie openen, of mag de lijst ervan niet zien. Geef de gebruiker dat recht en begin opnieuw.',
    en: 'This user can open no active administration in Exact Online, or may not see the list. Give the user that right and begin again.',
  },
  failed: {
    titleNl: 'Exact Online gaf geen toegang',
    titleEn: 'Exact Online gave no access',
    nl: 'Exact Online weigerde de toestemming om te zetten in toegang. Probeer het opnieuw; lukt het dan niet, neem contact op met support.',
    en: 'Exact Online refused to turn the consent into access. Try again; if that fails too, contact support.',
  },
  unavailable: {
    titleNl: 'Exact Online is even niet bereikbaar',
    titleEn: 'Exact Online cannot be reached for the moment',
    nl: 'Probeer het over enkele minuten opnieuw bij uw koppeling.',
    en: 'Try again in some minutes at your connection.',
  },
  notOffered: {
    titleNl: 'Toestemming via deze pagina is niet ingesteld',
    titleEn: 'Consent by this page is not set up',
    nl: 'Deze installatie kent het adres niet waaronder browsers haar bereiken. Neem contact op met support.',
    en: 'This installation does not know the address at which browsers reach it. Contact support.',
  },
} as const satisfies Record<string, MerchantPage>;

/** The form in which a person chooses an administration. */
export function choiceForm(choice: string, divisions: readonly { code: number; name: string }[]): string {
  const options = divisions.map(
    ({ code, name }) =>
      `<p><label><input type="radio" name="division" value="${code}" required> ${code} – ${escapeHtml(name)}</label></p>`,
  );
  return `<form method="post" action="division">
<input type="hidden" name="choice" value="${escapeHtml(choice)}">
${options.join('\n')}
<button>Kies / Choose</button>
</form>
`;
}
