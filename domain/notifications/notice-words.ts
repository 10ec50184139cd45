import type { NotificationKind } from './notification.entity.ts';

/** Languages in which notifications are written (ISO 639-1). */
export const noticeLanguages = ['en', 'da', 'nb', 'fi'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** What a notification of one kind says; `{connection}` and `{documents}` are filled in. */
interface KindWords {
  readonly subject: string;
  readonly intro: string;
  /** `intro` where it is one document. */
  readonly introOfOne: string;
  /** Stands before the link. */
  readonly todo: string;
}

interface LanguageWords {
  readonly kinds: Readonly<Record<NotificationKind, KindWords>>;
  /** `issue-closed` where the last document was skipped or marked as done: its cause may stand as before. */
  readonly settledByHand: KindWords;
  /** The connection where a notification names none. */
  readonly anyConnection: string;
  readonly footer: string;
}

const one = (text: string): Pick<KindWords, 'intro' | 'introOfOne'> => ({ intro: text, introOfOne: text });

/** The words of the notifications; what the causes mean and how to heal them is said by the error catalogue. */
export const noticeWords: Readonly<Record<NoticeLanguage, LanguageWords>> = {
  en: {
    anyConnection: 'the accounting system',
    footer: 'You get this mail because {email} is a recipient of the notifications of agreement {agreement}.',
    settledByHand: {
      subject: '{connection}: stopped documents are settled',
      intro:
        'None of the {documents} documents to {connection} that this cause stopped is stopped any more. The last one was skipped or marked as done:',
      introOfOne: 'The document to {connection} that this cause stopped was skipped or marked as done:',
      todo: 'Whether the cause itself is gone was not looked at: it may stop the next document. The details:',
    },
    kinds: {
      'issue-opened': {
        subject: '{connection}: documents are stopped',
        intro: '{documents} documents to {connection} are stopped for one cause:',
        introOfOne: 'A document to {connection} is stopped:',
        todo: 'Documents that stop for the same cause later gather under it without another mail. See them, and retry them once the cause is gone:',
      },
      'issue-closed': {
        subject: '{connection}: the cause is gone',
        intro: 'The cause that stopped {documents} documents to {connection} is gone:',
        introOfOne: 'The cause that stopped a document to {connection} is gone:',
        todo: 'There is nothing left to do. The details:',
      },
      'gate-closed': {
        subject: '{connection}: the connection is closed',
        ...one('Nothing more is sent to {connection} for now. Documents wait in their order, none is lost:'),
        todo: 'See the connection, and what waits for it:',
      },
      'gate-opened': {
        subject: '{connection}: the connection is open again',
        ...one('Documents are sent to {connection} again.'),
        todo: 'There is nothing left to do. The connection:',
      },
    },
  },
  da: {
    anyConnection: 'regnskabssystemet',
    footer: 'Du får denne mail, fordi {email} er modtager af notifikationer for aftale {agreement}.',
    settledByHand: {
      subject: '{connection}: standsede bilag er afsluttet',
      intro:
        'Ingen af de {documents} bilag til {connection}, som denne årsag standsede, er standset længere. Det sidste blev sprunget over eller markeret som klaret:',
      introOfOne:
        'Bilaget til {connection}, som denne årsag standsede, blev sprunget over eller markeret som klaret:',
      todo: 'Om selve årsagen er væk, er ikke undersøgt: den kan standse det næste bilag. Detaljerne:',
    },
    kinds: {
      'issue-opened': {
        subject: '{connection}: bilag er standset',
        intro: '{documents} bilag til {connection} er standset af samme årsag:',
        introOfOne: 'Et bilag til {connection} er standset:',
        todo: 'Bilag, der senere standser af samme årsag, samles under den uden endnu en mail. Se dem her, og prøv igen, når årsagen er væk:',
      },
      'issue-closed': {
        subject: '{connection}: årsagen er væk',
        intro: 'Årsagen, der standsede {documents} bilag til {connection}, er væk:',
        introOfOne: 'Årsagen, der standsede et bilag til {connection}, er væk:',
        todo: 'Der er ikke mere at gøre. Detaljerne:',
      },
      'gate-closed': {
        subject: '{connection}: forbindelsen er lukket',
        ...one(
          'Der sendes ikke mere til {connection} lige nu. Bilagene venter i rækkefølge, ingen går tabt:',
        ),
        todo: 'Se forbindelsen, og hvad der venter på den:',
      },
      'gate-opened': {
        subject: '{connection}: forbindelsen er åben igen',
        ...one('Der sendes igen bilag til {connection}.'),
        todo: 'Der er ikke mere at gøre. Forbindelsen:',
      },
    },
  },
  nb: {
    anyConnection: 'regnskapssystemet',
    footer: 'Du får denne e-posten fordi {email} er mottaker av varsler for avtale {agreement}.',
    settledByHand: {
      subject: '{connection}: stoppede bilag er avsluttet',
      intro:
        'Ingen av de {documents} bilagene til {connection} som denne årsaken stoppet, er stoppet lenger. Det siste ble hoppet over eller merket som utført:',
      introOfOne:
        'Bilaget til {connection} som denne årsaken stoppet, ble hoppet over eller merket som utført:',
      todo: 'Om selve årsaken er borte, er ikke undersøkt: den kan stoppe neste bilag. Detaljene:',
    },
    kinds: {
      'issue-opened': {
        subject: '{connection}: bilag er stoppet',
        intro: '{documents} bilag til {connection} er stoppet av samme årsak:',
        introOfOne: 'Et bilag til {connection} er stoppet:',
        todo: 'Bilag som senere stopper av samme årsak, samles under den uten en ny e-post. Se dem her, og prøv igjen når årsaken er borte:',
      },
      'issue-closed': {
        subject: '{connection}: årsaken er borte',
        intro: 'Årsaken som stoppet {documents} bilag til {connection}, er borte:',
        introOfOne: 'Årsaken som stoppet et bilag til {connection}, er borte:',
        todo: 'Det er ikke mer å gjøre. Detaljene:',
      },
      'gate-closed': {
        subject: '{connection}: tilkoblingen er stengt',
        ...one('Ingenting sendes til {connection} akkurat nå. Bilagene venter i rekkefølge, ingen går tapt:'),
        todo: 'Se tilkoblingen, og hva som venter på den:',
      },
      'gate-opened': {
        subject: '{connection}: tilkoblingen er åpen igjen',
        ...one('Bilag sendes igjen til {connection}.'),
        todo: 'Det er ikke mer å gjøre. Tilkoblingen:',
      },
    },
  },
  fi: {
    anyConnection: 'kirjanpito-ohjelma',
    footer: 'Saat tämän viestin, koska {email} on sopimuksen {agreement} ilmoitusten vastaanottaja.',
    settledByHand: {
      subject: '{connection}: pysähtyneet tositteet on käsitelty',
      intro:
        'Yksikään niistä {documents} tositteesta, jotka tämä syy pysäytti matkalla kohteeseen {connection}, ei ole enää pysähtyneenä. Viimeinen ohitettiin tai merkittiin tehdyksi:',
      introOfOne:
        'Tosite, jonka tämä syy pysäytti matkalla kohteeseen {connection}, ohitettiin tai merkittiin tehdyksi:',
      todo: 'Onko itse syy poistunut, sitä ei tarkistettu: se voi pysäyttää seuraavan tositteen. Tiedot:',
    },
    kinds: {
      'issue-opened': {
        subject: '{connection}: tositteita on pysähtynyt',
        intro: '{documents} tositetta on pysähtynyt samasta syystä matkalla kohteeseen {connection}:',
        introOfOne: 'Tosite on pysähtynyt matkalla kohteeseen {connection}:',
        todo: 'Myöhemmin samasta syystä pysähtyvät tositteet kootaan tähän ilman uutta viestiä. Katso ne ja yritä uudelleen, kun syy on poistunut:',
      },
      'issue-closed': {
        subject: '{connection}: syy on poistunut',
        intro: 'Syy, joka pysäytti {documents} tositetta matkalla kohteeseen {connection}, on poistunut:',
        introOfOne: 'Syy, joka pysäytti tositteen matkalla kohteeseen {connection}, on poistunut:',
        todo: 'Mitään ei tarvitse enää tehdä. Tiedot:',
      },
      'gate-closed': {
        subject: '{connection}: yhteys on suljettu',
        ...one(
          'Kohteeseen {connection} ei lähetetä nyt mitään. Tositteet odottavat vuoroaan, yhtään ei katoa:',
        ),
        todo: 'Katso yhteys ja mitä sitä odottaa:',
      },
      'gate-opened': {
        subject: '{connection}: yhteys on jälleen auki',
        ...one('Tositteita lähetetään jälleen kohteeseen {connection}.'),
        todo: 'Mitään ei tarvitse enää tehdä. Yhteys:',
      },
    },
  },
};
