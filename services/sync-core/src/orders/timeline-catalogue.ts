/** The moves in the life of an order, in the words of a bookkeeper. `{name}` stands for a detail of the entry. */
export const timelineCatalogue = {
  seen: { nl: 'Amazon meldt de order, status {status}.', en: 'Amazon reports the order, status {status}.' },
  updated: { nl: 'Amazon meldt een wijziging, status {status}.', en: 'Amazon reports a change, status {status}.' },
  waits_for_payment: {
    nl: 'De order wacht tot Amazon hem vrijgeeft (nog niet betaald).',
    en: 'The order waits until Amazon releases it (not paid yet).',
  },
  waits_unknown_status: {
    nl: 'Onbekende status {status}: de order wacht.',
    en: 'Unknown status {status}: the order waits.',
  },
  paid: { nl: 'De order is betaald en gaat naar Exact Online.', en: 'The order is paid and goes to Exact Online.' },
  skipped: { nl: 'De order wordt niet ingelezen: {reason}.', en: 'The order is not imported: {reason}.' },
  cancelled: {
    nl: 'De order is geannuleerd voordat hij in Exact Online stond.',
    en: 'The order was cancelled before it was in Exact Online.',
  },
  held: { nl: 'De order wacht op een mens: {reason}.', en: 'The order waits for a person: {reason}.' },
  retried: { nl: 'Opnieuw geprobeerd: {why}.', en: 'Tried again: {why}.' },
  debtor_asked: { nl: 'De debiteur wordt opgezocht of aangemaakt.', en: 'The debtor is found or made.' },
  debtor_ready: { nl: 'De debiteur staat in Exact Online.', en: 'The debtor is in Exact Online.' },
  text_cut: { nl: 'Te lange gegevens zijn ingekort: {fields}.', en: 'Data that were too long were cut: {fields}.' },
  items_ready: { nl: 'Alle artikelen staan in Exact Online.', en: 'All items are in Exact Online.' },
  composed: {
    nl: 'Verkooporder samengesteld: {lines} regels, totaal {total}. {why}',
    en: 'Sales order composed: {lines} lines, total {total}. {why}',
  },
  sales_order_asked: { nl: 'De verkooporder wordt aangemaakt.', en: 'The sales order is being made.' },
  sales_order_absent: {
    nl: 'Het aanmaken bleek niet gelukt; er staat niets in Exact Online. Het wordt opnieuw gedaan.',
    en: 'The creation turned out to have failed; nothing is in Exact Online. It is done again.',
  },
  done: {
    nl: 'Verkooporder {number} staat in Exact Online, totaal {total}.',
    en: 'Sales order {number} is in Exact Online, total {total}.',
  },
  adopted: {
    nl: 'Verkooporder {number} stond al in Exact Online en is overgenomen, totaal {total}.',
    en: 'Sales order {number} was in Exact Online already and was adopted, total {total}.',
  },
  total_differs: {
    nl: 'Let op: Exact Online meldt {exact}, Amazon {amazon}.',
    en: 'Attention: Exact Online reports {exact}, Amazon {amazon}.',
  },
  changed_after_import: {
    nl: 'Let op: Amazon wijzigde de order nadat de verkooporder is gemaakt (was {before}, is nu {after}).',
    en: 'Attention: Amazon changed the order after the sales order was made (was {before}, is now {after}).',
  },
  correction_needed: {
    nl: 'Correctie nodig: Amazon wijzigde de order nadat de verkooporder is gemaakt ({differences}).',
    en: 'Correction needed: Amazon changed the order after the sales order was made ({differences}).',
  },
  ignored: {
    nl: '{by} heeft besloten dat de order niet ingelezen wordt: {note}',
    en: '{by} decided that the order is not imported: {note}',
  },
  corrected: { nl: '{by} heeft de order aangevuld ({what}). {note}', en: '{by} completed the order ({what}). {note}' },
  purge_ahead: {
    nl: 'Let op: op {date} worden de gegevens van de koper verwijderd; daarna kan de order alleen nog op de verzameldebiteur.',
    en: "Attention: on {date} the buyer's data are removed; after that the order can only go on the collective debtor.",
  },
  begun_without_buyer: {
    nl: 'De order was nog niet verstuurd toen de gegevens van de koper verwijderd werden; hij gaat verder op de verzameldebiteur.',
    en: "The order had not left when the buyer's data were removed; it goes on with the collective debtor.",
  },
  purged: { nl: 'De gegevens van de koper zijn verwijderd.', en: "The buyer's data were removed." },
  division_changed: {
    nl: 'De koppeling gaat verder met administratie {to}; in {from} stond verkooporder {number}.',
    en: 'The connection goes on with division {to}; in {from} there was sales order {number}.',
  },
  division_left: {
    nl: 'De koppeling gaat verder met administratie {to}; in {from} stond nog geen verkooporder.',
    en: 'The connection goes on with division {to}; in {from} there was no sales order yet.',
  },
  notice_undone: { nl: 'Vervallen: {code}. Er is niets meer te doen.', en: 'Undone: {code}. Nothing is left to do.' },
  notice_ticked_off: { nl: 'Afgevinkt door {by}: {code}. {note}', en: 'Ticked off by {by}: {code}. {note}' },
  taken_back: {
    nl: 'De verkooporder was nog niet verstuurd en is teruggenomen: Amazon meldt iets anders.',
    en: 'The sales order had not been sent yet and was taken back: Amazon tells something else.',
  },
  asked_anew: {
    nl: 'Amazon meldt iets anders dan waarmee begonnen was; debiteur en artikelen worden opnieuw bepaald.',
    en: 'Amazon tells something else than what was begun with; debtor and items are determined anew.',
  },
  debtor_gone: {
    nl: 'De debiteur of het afleveradres is in Exact Online verwijderd; debiteur en artikelen worden opnieuw bepaald.',
    en: 'The debtor or the delivery address was deleted in Exact Online; debtor and items are determined anew.',
  },
  vat_number_unusable: {
    nl: 'Let op: het btw-nummer van de koper heeft niet de vorm van een btw-nummer van {country} en telt niet mee.',
    en: 'Attention: the VAT number of the buyer does not have the form of one of {country} and does not count.',
  },
  no_address: {
    nl: 'Let op: Amazon geeft geen adres; het land van de winkel ({country}) is gebruikt.',
    en: 'Attention: Amazon gives no address; the country of the store ({country}) was used.',
  },
  sales_order_removed: {
    nl: 'Verkooporder {number} is uit Exact Online verwijderd, omdat de order is geannuleerd.',
    en: 'Sales order {number} was removed from Exact Online, because the order was cancelled.',
  },
  sales_order_not_removed: {
    nl: 'Let op: de verkooporder van de geannuleerde order staat nog in Exact Online. {reason}',
    en: 'Attention: the sales order of the cancelled order is still in Exact Online. {reason}',
  },
  sales_order_gone: {
    nl: 'Let op: verkooporder {number} is in Exact Online verwijderd.',
    en: 'Attention: sales order {number} was deleted in Exact Online.',
  },
  cancelled_after_import: {
    nl: 'Let op: de order is geannuleerd nadat de verkooporder is gemaakt.',
    en: 'Attention: the order was cancelled after the sales order was made.',
  },
} as const;

export type TimelineCode = keyof typeof timelineCatalogue;

/** The sentence of an entry in both languages. */
export function sentenceOf(code: TimelineCode, detail: Readonly<Record<string, string>>): { nl: string; en: string } {
  const { nl, en } = timelineCatalogue[code];
  return { nl: fill(nl, detail, 'nl'), en: fill(en, detail, 'en') };
}

/** A detail may exist in two languages: `reason.nl`, `reason.en`. */
function fill(template: string, detail: Readonly<Record<string, string>>, language: 'nl' | 'en'): string {
  return template
    .replaceAll(/\{(\w+)\}/g, (_all, name: string) => detail[`${name}.${language}`] ?? detail[name] ?? '')
    .replaceAll(/\s+$/g, '');
}
