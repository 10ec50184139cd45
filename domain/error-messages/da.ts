import { type ErrorWords, words } from '../error-row.ts';
import { erpDa } from '../erp/error-messages/da.ts';
import type { ErrorCode, OwnErrorCode } from '../errors.ts';
import { purchaseErrorsDa } from '../purchasing/purchase-errors.ts';
import { salesErrorsDa } from '../sales/sales-errors.ts';
import { stockErrorsDa } from '../stock/stock-errors.ts';

const own: Readonly<Record<OwnErrorCode, ErrorWords>> = {
  InvalidInput: words(
    'Ugyldige oplysninger',
    'Anmodningen har ugyldige felter: {fields}. Ret dem, og send den igen.',
  ),
  BrokenJson: words('Ødelagt JSON', 'Indholdet er ikke gyldig JSON: {reason}. Send et JSON-objekt.'),
  BodyTooLarge: words('For stort indhold', 'Indholdet er større end {limit}. Del anmodningen op.'),
  UnsupportedMediaType: words('Forkert medietype', 'Send indholdet som {types}.'),
  NotFound: words('Ikke fundet', '{what} findes ikke i denne aftale. Kontrollér nummeret.'),
  MethodNotAllowed: words('Metoden er ikke tilladt', '{method} er ikke mulig her. Tilladt: {allowed}.'),
  Unauthorized: words(
    'Ingen adgang',
    'API-nøglen eller sessionens token mangler, er ukendt, trukket tilbage eller udløbet. Send en gyldig som "Authorization: Bearer <key>", eller log ind igen.',
  ),
  MissingScope: words(
    'Rettighed mangler',
    'Denne API-nøgle mangler rettigheden "{scope}". Brug en nøgle, der har den.',
  ),
  MissingRight: words(
    'Rettighed mangler',
    'Du mangler rettigheden "{right}". Disse roller giver den: {roles}. En administrator for aftalen kan give dig en af dem.',
  ),
  PersonRequired: words(
    'Kun for personer',
    'Dette er for en person, der er logget ind, ikke for en API-nøgle. Log ind med POST /api/sessions.',
  ),
  LogInRefused: words(
    'Login afvist',
    'E-mailadresse og adgangskode hører ikke sammen, eller brugeren kan ikke logge ind. Bruges adressen i flere aftaler, så angiv også aftalenummeret.',
  ),
  LinkNotValid: words(
    'Linket er ikke gyldigt',
    'Dette link er ikke gyldigt: det er brugt, erstattet af et nyere eller for gammelt. Bed om et nyt.',
  ),
  LastAdmin: words(
    'Sidste administrator',
    'Dette er aftalens sidste aktive administrator. Gør først en anden til administrator.',
  ),
  NotOnOneself: words(
    'Ikke på sig selv',
    'Ingen kan spærre eller fjerne sig selv. Det kan en anden administrator.',
  ),
  InvalidTransition: words(
    'Ikke muligt i denne status',
    '{what} har status {state}, så "{action}" er ikke muligt. Muligt nu: {allowed}.',
  ),
  WriteUnderWay: words(
    'En overførsel er i gang',
    '{what} er {state}, og en skrivning af den har endnu intet udfald, så "{action}" er ikke muligt: den kan alligevel nå ERP-systemet. Vent, til udfaldet er kendt, og prøv igen.',
  ),
  AlreadyExists: words(
    'Findes allerede',
    '{what} findes allerede. Vælg et andet nummer, eller ret den, der findes.',
  ),
  InUse: words('I brug', '{what} bruges af {usedBy} og kan ikke slettes. Spær den i stedet.'),
  IdempotencyKeyReused: words(
    'Idempotency-Key er brugt før',
    'Denne Idempotency-Key er brugt til et andet indhold på denne sti. Send en ny nøgle med en ny anmodning.',
  ),
  EditConflict: words(
    'Ændret i mellemtiden',
    '{what} er ændret, siden du læste den. Læs den igen, og gentag din ændring.',
  ),
  PreconditionRequired: words(
    'If-Match mangler',
    'Send If-Match med den ETag, du har læst, så ingens ændring går tabt.',
  ),
  TooManyRequests: words(
    'For mange anmodninger',
    'For mange anmodninger. Vent {seconds} sekunder, og prøv igen.',
  ),
  NumberTaken: words('Nummeret er optaget', 'Nummeret {number} er allerede brugt i {series}.'),
  ReferenceNotFound: words(
    'Henvisning ikke fundet',
    '{field}: {what} findes ikke i denne aftale. Opret den først, eller send et andet nummer.',
  ),
  NoLines: words(
    'Ingen linjer',
    '{what} har ingen linje med en vare, så der er intet at gøre. Tilføj mindst én.',
  ),
  Barred: words('Spærret', '{reason} Ophæv spærringen, eller vælg en anden.'),
  NotConvertable: words(
    'Kan ikke blive til en stykliste',
    '{what} kan ikke blive til en stykliste: {reason}. Opret en ny stykliste i stedet.',
  ),
  DueDateMissing: words(
    'Forfaldsdato mangler',
    'Betalingsbetingelsen {terms} kræver en forfaldsdato (due_date) på fakturaen. Angiv den.',
  ),
  DueDateBeforeDate: words(
    'Forfaldsdato før fakturadato',
    'Forfaldsdatoen {dueDate} ligger før fakturadatoen {date}. Angiv en senere dato.',
  ),
  CurrencyRateMissing: words(
    'Valutakurs mangler',
    'Der er ingen valutakurs for {currency}. Opret den under valutaer.',
  ),
  CreditExceedsInvoice: words(
    'Krediterer mere end faktureret',
    'Linje {line} ville kreditere mere, end der er faktureret: Der er {left} tilbage at kreditere.',
  ),
  ...salesErrorsDa,
  ...purchaseErrorsDa,
  ...stockErrorsDa,
  DatabaseUnavailable: words(
    'Midlertidigt utilgængelig',
    'Databasen kan ikke nås. {done} Gentag anmodningen med samme Idempotency-Key.',
  ),
  EngineUnavailable: words(
    'Midlertidigt utilgængelig',
    'Workflowmotoren kan ikke nås. {done} Gentag anmodningen med samme Idempotency-Key.',
  ),
  Internal: words('Intern fejl', 'Der gik noget galt hos os. Oplys anmodnings-id {requestId} til support.'),
  MailServerMissing: words(
    'Ingen mailserver',
    'Denne installation har ingen mailserver, så intet kan sendes med mail, og intet er gjort. Udelad ønsket om mail, eller få SMTP_URL sat.',
  ),
  NotModelled: words('Ikke tilgængelig', '{what} er ikke tilgængelig endnu.'),
};

/** The whole catalogue in Danish. */
export const da: Readonly<Record<ErrorCode, ErrorWords>> = { ...own, ...erpDa };
