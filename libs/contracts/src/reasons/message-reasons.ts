import type { Reason } from './reason.js';

const AGAIN = {
  remedyNl: 'Neem de oorzaak weg en stuur het bericht opnieuw; twee keer sturen heeft maar één keer effect.',
  remedyEn: 'Mend the cause and replay the message; sent twice, it takes effect once.',
} as const;

const SENDER = {
  failureClass: 'bug',
  remedyNl: 'Dit is een fout van de afzender: verbeter die, en ruim het bericht op met een notitie.',
  remedyEn: 'This is a mistake of its sender: mend that, and discard the message with a note.',
} as const;

/** Why a message is parked: it waits for an engineer, and nothing goes on without it. */
export const messageReasons = {
  contract_broken: {
    ...SENDER,
    nl: 'Een veld van het bericht ontbreekt of heeft een verkeerde waarde.',
    en: 'A field of the message is missing or has a wrong value.',
  },
  envelope_broken: {
    ...SENDER,
    nl: 'Het bericht zegt niet wat het is, van wie het is of waar het over gaat.',
    en: 'The message does not say what it is, whose it is, or what it is about.',
  },
  not_json: { ...SENDER, nl: 'De inhoud van het bericht is geen JSON.', en: 'The body of the message is no JSON.' },
  message_too_large: {
    ...SENDER,
    nl: 'Het bericht is groter dan 256 KiB.',
    en: 'The message is larger than 256 KiB.',
  },
  message_expired: {
    ...AGAIN,
    failureClass: 'bug',
    nl: 'De houdbaarheid van het bericht was voorbij voordat iemand het nam.',
    en: 'The time to live of the message was over before anybody took it.',
  },
  unknown_type: {
    failureClass: 'bug',
    nl: 'Een dag lang kende geen versie van deze dienst dit soort bericht.',
    en: 'For a day no version of this service knew this type of message.',
    remedyNl: 'Zet de versie neer die het kent: die stuurt het bericht bij haar start vanzelf opnieuw.',
    remedyEn: 'Deploy the version that knows it: at its start it replays the message by itself.',
  },
  unroutable: {
    failureClass: 'bug',
    nl: 'Een dag lang nam geen enkele wachtrij dit bericht aan.',
    en: 'For a day no queue took this message.',
    remedyNl: 'Voer de topologie-opdracht uit en stuur het bericht opnieuw.',
    remedyEn: 'Run the topology job and replay the message.',
  },
  delivery_limit: {
    ...AGAIN,
    failureClass: 'bug',
    nl: 'RabbitMQ gaf het bericht op: het kwam te vaak onbehandeld terug.',
    en: 'RabbitMQ gave the message up: it came back unhandled too often.',
  },
  kills_process: {
    failureClass: 'bug',
    nl: 'Drie keer eindigde het proces terwijl het dit bericht behandelde.',
    en: 'Three times the process ended while it handled this message.',
    remedyNl: 'Kijk in het log en naar het geheugen van de pod, herstel de oorzaak en stuur het bericht opnieuw.',
    remedyEn: "Look at the log and the pod's memory, mend the cause and replay the message.",
  },
  transient_attempts_exhausted: {
    ...AGAIN,
    failureClass: 'transient',
    nl: 'Zes pogingen liepen vast op een storing van buiten.',
    en: 'Six attempts ended in a disturbance from outside.',
  },
  bug_attempts_exhausted: {
    ...AGAIN,
    failureClass: 'bug',
    nl: 'Zes pogingen eindigden in een onverwachte fout.',
    en: 'Six attempts ended in an error that nobody expected.',
  },
  quota_attempts_exhausted: {
    ...AGAIN,
    failureClass: 'quota',
    nl: 'Zes pogingen stuitten op een limiet.',
    en: 'Six attempts met a limit.',
  },
  credentials_attempts_exhausted: {
    ...AGAIN,
    failureClass: 'credentials',
    nl: 'Zes pogingen stuitten op een ontbrekende toestemming.',
    en: 'Six attempts met a missing consent.',
  },
  master_data_attempts_exhausted: {
    ...AGAIN,
    failureClass: 'master-data',
    nl: 'Zes pogingen stuitten op ontbrekende stamgegevens.',
    en: 'Six attempts met missing master data.',
  },
  business_attempts_exhausted: {
    ...AGAIN,
    failureClass: 'business',
    nl: 'Zes pogingen stuitten op een regel die een mens vraagt.',
    en: 'Six attempts met a rule that asks for a person.',
  },
} as const satisfies Record<string, Reason>;
