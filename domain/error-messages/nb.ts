import { type ErrorWords, words } from '../error-row.ts';
import { erpNb } from '../erp/error-messages/nb.ts';
import type { ErrorCode, OwnErrorCode } from '../errors.ts';
import { purchaseErrorsNb } from '../purchasing/purchase-errors.ts';
import { salesErrorsNb } from '../sales/sales-errors.ts';
import { stockErrorsNb } from '../stock/stock-errors.ts';

const own: Readonly<Record<OwnErrorCode, ErrorWords>> = {
  InvalidInput: words(
    'Ugyldige opplysninger',
    'Forespørselen har ugyldige felt: {fields}. Rett dem og send den på nytt.',
  ),
  BrokenJson: words('Ødelagt JSON', 'Innholdet er ikke gyldig JSON: {reason}. Send et JSON-objekt.'),
  BodyTooLarge: words('For stort innhold', 'Innholdet er større enn {limit}. Del opp forespørselen.'),
  UnsupportedMediaType: words('Feil medietype', 'Send innholdet som {types}.'),
  NotFound: words('Ikke funnet', '{what} finnes ikke i denne avtalen. Kontroller nummeret.'),
  MethodNotAllowed: words('Metoden er ikke tillatt', '{method} er ikke mulig her. Tillatt: {allowed}.'),
  Unauthorized: words(
    'Ingen tilgang',
    'API-nøkkelen eller øktens token mangler, er ukjent, trukket tilbake eller utløpt. Send en gyldig som "Authorization: Bearer <key>", eller logg inn igjen.',
  ),
  MissingScope: words(
    'Rettighet mangler',
    'Denne API-nøkkelen mangler rettigheten "{scope}". Bruk en nøkkel som har den.',
  ),
  MissingRight: words(
    'Rettighet mangler',
    'Du mangler rettigheten "{right}". Disse rollene gir den: {roles}. En administrator for avtalen kan gi deg en av dem.',
  ),
  PersonRequired: words(
    'Bare for personer',
    'Dette er for en person som er logget inn, ikke for en API-nøkkel. Logg inn med POST /api/sessions.',
  ),
  LogInRefused: words(
    'Innlogging avvist',
    'E-postadresse og passord hører ikke sammen, eller brukeren kan ikke logge inn. Brukes adressen i flere avtaler, oppgi også avtalenummeret.',
  ),
  LinkNotValid: words(
    'Lenken er ikke gyldig',
    'Denne lenken er ikke gyldig: den er brukt, erstattet av en nyere eller for gammel. Be om en ny.',
  ),
  LastAdmin: words(
    'Siste administrator',
    'Dette er avtalens siste aktive administrator. Gjør først en annen til administrator.',
  ),
  NotOnOneself: words(
    'Ikke på seg selv',
    'Ingen kan sperre eller fjerne seg selv. Det kan en annen administrator.',
  ),
  InvalidTransition: words(
    'Ikke mulig i denne statusen',
    '{what} har status {state}, så "{action}" er ikke mulig. Mulig nå: {allowed}.',
  ),
  WriteUnderWay: words(
    'En overføring pågår',
    '{what} er {state}, og en skriving av den har ennå ikke noe utfall, så "{action}" er ikke mulig: den kan likevel nå ERP-systemet. Vent til utfallet er kjent, og prøv igjen.',
  ),
  AlreadyExists: words(
    'Finnes allerede',
    '{what} finnes allerede. Velg et annet nummer, eller endre den som finnes.',
  ),
  InUse: words('I bruk', '{what} brukes av {usedBy} og kan ikke slettes. Sperr den i stedet.'),
  IdempotencyKeyReused: words(
    'Idempotency-Key er brukt før',
    'Denne Idempotency-Key er brukt til et annet innhold på denne stien. Send en ny nøkkel med en ny forespørsel.',
  ),
  EditConflict: words(
    'Endret i mellomtiden',
    '{what} er endret siden du leste den. Les den på nytt og gjenta endringen.',
  ),
  PreconditionRequired: words(
    'If-Match mangler',
    'Send If-Match med den ETag-en du har lest, så ingens endring går tapt.',
  ),
  TooManyRequests: words(
    'For mange forespørsler',
    'For mange forespørsler. Vent {seconds} sekunder og prøv igjen.',
  ),
  NumberTaken: words('Nummeret er opptatt', 'Nummeret {number} er allerede brukt i {series}.'),
  ReferenceNotFound: words(
    'Henvisning ikke funnet',
    '{field}: {what} finnes ikke i denne avtalen. Opprett den først, eller send et annet nummer.',
  ),
  NoLines: words(
    'Ingen linjer',
    '{what} har ingen linje med en vare, så det er ingenting å gjøre. Legg til minst én.',
  ),
  Barred: words('Sperret', '{reason} Opphev sperringen, eller velg en annen.'),
  NotConvertable: words(
    'Kan ikke bli en strukturvare',
    '{what} kan ikke bli en strukturvare: {reason}. Opprett en ny strukturvare i stedet.',
  ),
  DueDateMissing: words(
    'Forfallsdato mangler',
    'Betalingsbetingelsen {terms} krever en forfallsdato (due_date) på fakturaen. Oppgi den.',
  ),
  DueDateBeforeDate: words(
    'Forfallsdato før fakturadato',
    'Forfallsdatoen {dueDate} er før fakturadatoen {date}. Oppgi en senere dato.',
  ),
  CurrencyRateMissing: words(
    'Valutakurs mangler',
    'Det finnes ingen valutakurs for {currency}. Legg den inn under valutaer.',
  ),
  CreditExceedsInvoice: words(
    'Krediterer mer enn fakturert',
    'Linje {line} ville kreditere mer enn det som er fakturert: {left} gjenstår å kreditere.',
  ),
  ...salesErrorsNb,
  ...purchaseErrorsNb,
  ...stockErrorsNb,
  DatabaseUnavailable: words(
    'Midlertidig utilgjengelig',
    'Databasen kan ikke nås. {done} Gjenta forespørselen med samme Idempotency-Key.',
  ),
  EngineUnavailable: words(
    'Midlertidig utilgjengelig',
    'Arbeidsflytmotoren kan ikke nås. {done} Gjenta forespørselen med samme Idempotency-Key.',
  ),
  Internal: words('Intern feil', 'Noe gikk galt hos oss. Oppgi forespørsels-ID {requestId} til support.'),
  MailServerMissing: words(
    'Ingen e-postserver',
    'Denne installasjonen har ingen e-postserver, så ingenting kan sendes på e-post, og ingenting er gjort. Utelat ønsket om e-post, eller få SMTP_URL satt.',
  ),
  NotModelled: words('Ikke tilgjengelig', '{what} er ikke tilgjengelig ennå.'),
};

/** The whole catalogue in Norwegian (bokmål). */
export const nb: Readonly<Record<ErrorCode, ErrorWords>> = { ...own, ...erpNb };
