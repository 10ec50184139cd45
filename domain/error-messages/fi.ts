import { type ErrorWords, words } from '../error-row.ts';
import { erpFi } from '../erp/error-messages/fi.ts';
import type { ErrorCode, OwnErrorCode } from '../errors.ts';
import { purchaseErrorsFi } from '../purchasing/purchase-errors.ts';
import { salesErrorsFi } from '../sales/sales-errors.ts';
import { stockErrorsFi } from '../stock/stock-errors.ts';

const own: Readonly<Record<OwnErrorCode, ErrorWords>> = {
  InvalidInput: words(
    'Virheelliset tiedot',
    'Pyynnössä on virheellisiä kenttiä: {fields}. Korjaa ne ja lähetä pyyntö uudelleen.',
  ),
  BrokenJson: words('Virheellinen JSON', 'Sisältö ei ole kelvollista JSONia: {reason}. Lähetä JSON-objekti.'),
  BodyTooLarge: words('Liian suuri sisältö', 'Sisältö on suurempi kuin {limit}. Jaa pyyntö osiin.'),
  UnsupportedMediaType: words('Väärä mediatyyppi', 'Lähetä sisältö muodossa {types}.'),
  NotFound: words('Ei löydy', 'Tästä sopimuksesta ei löydy: {what}. Tarkista numero.'),
  MethodNotAllowed: words(
    'Metodi ei ole sallittu',
    '{method} ei ole tässä mahdollinen. Sallitut: {allowed}.',
  ),
  Unauthorized: words(
    'Ei käyttöoikeutta',
    'API-avain tai istunnon tunnus puuttuu, on tuntematon, peruttu tai vanhentunut. Lähetä voimassa oleva muodossa "Authorization: Bearer <key>" tai kirjaudu uudelleen.',
  ),
  MissingScope: words(
    'Oikeus puuttuu',
    'Tällä API-avaimella ei ole oikeutta "{scope}". Käytä avainta, jolla se on.',
  ),
  MissingRight: words(
    'Oikeus puuttuu',
    'Sinulla ei ole oikeutta "{right}". Nämä roolit antavat sen: {roles}. Sopimuksen ylläpitäjä voi antaa sinulle sellaisen.',
  ),
  PersonRequired: words(
    'Vain henkilöille',
    'Tämä on kirjautuneelle henkilölle, ei API-avaimelle. Kirjaudu sisään: POST /api/sessions.',
  ),
  LogInRefused: words(
    'Kirjautuminen hylättiin',
    'Sähköpostiosoite ja salasana eivät kuulu yhteen, tai käyttäjä ei voi kirjautua. Jos osoite on käytössä useassa sopimuksessa, anna myös sopimuksen numero.',
  ),
  LinkNotValid: words(
    'Linkki ei kelpaa',
    'Tämä linkki ei kelpaa: se on käytetty, uudempi on korvannut sen tai se on liian vanha. Pyydä uusi.',
  ),
  LastAdmin: words(
    'Viimeinen ylläpitäjä',
    'Tämä on sopimuksen viimeinen aktiivinen ylläpitäjä. Tee ensin joku muu ylläpitäjäksi.',
  ),
  NotOnOneself: words('Ei itselleen', 'Kukaan ei voi estää tai poistaa itseään. Toinen ylläpitäjä voi.'),
  InvalidTransition: words(
    'Ei mahdollista tässä tilassa',
    '{what}: tila on {state}, joten "{action}" ei ole mahdollinen. Mahdollista nyt: {allowed}.',
  ),
  WriteUnderWay: words(
    'Siirto on kesken',
    '{what}: tila {state}, eikä yhden kirjoituksen tulosta tiedetä vielä, joten toiminto "{action}" ei ole mahdollinen: se voi silti saavuttaa ERP-järjestelmän. Odota, kunnes tulos tiedetään, ja yritä uudelleen.',
  ),
  AlreadyExists: words(
    'On jo olemassa',
    '{what} on jo olemassa. Valitse toinen numero tai muuta olemassa olevaa.',
  ),
  InUse: words(
    'Käytössä',
    '{what} on käytössä ({usedBy}), eikä sitä voi poistaa. Aseta se sen sijaan käyttökieltoon.',
  ),
  IdempotencyKeyReused: words(
    'Idempotency-Key on jo käytetty',
    'Tätä Idempotency-Key-avainta on käytetty tässä polussa toiseen sisältöön. Lähetä uusi avain uuden pyynnön mukana.',
  ),
  EditConflict: words(
    'Muuttunut sillä välin',
    '{what} on muuttunut sen jälkeen, kun luit sen. Lue se uudelleen ja toista muutoksesi.',
  ),
  PreconditionRequired: words(
    'If-Match puuttuu',
    'Lähetä If-Match lukemallasi ETag-arvolla, jotta kenenkään muutos ei katoa.',
  ),
  TooManyRequests: words(
    'Liian monta pyyntöä',
    'Liian monta pyyntöä. Odota {seconds} sekuntia ja yritä uudelleen.',
  ),
  NumberTaken: words('Numero on varattu', 'Numero {number} on jo käytetty sarjassa {series}.'),
  ReferenceNotFound: words(
    'Viitattua tietoa ei löydy',
    '{field}: tästä sopimuksesta ei löydy: {what}. Luo se ensin tai lähetä toinen numero.',
  ),
  NoLines: words('Ei rivejä', '{what}: yhtään tuoteriviä ei ole. Lisää vähintään yksi.'),
  Barred: words('Käyttökiellossa', '{reason} Poista käyttökielto tai valitse toinen.'),
  NotConvertable: words(
    'Ei voi muuttaa tuoterakenteeksi',
    '{what} ei voi muuttua tuoterakenteeksi: {reason}. Luo sen sijaan uusi tuoterakenne.',
  ),
  DueDateMissing: words(
    'Eräpäivä puuttuu',
    'Maksuehto {terms} vaatii laskulle eräpäivän (due_date). Anna se.',
  ),
  DueDateBeforeDate: words(
    'Eräpäivä ennen laskun päivää',
    'Eräpäivä {dueDate} on ennen laskun päivää {date}. Anna myöhäisempi päivä.',
  ),
  CurrencyRateMissing: words(
    'Valuuttakurssi puuttuu',
    'Valuutalle {currency} ei ole kurssia. Lisää se valuuttoihin.',
  ),
  CreditExceedsInvoice: words(
    'Hyvitys ylittää laskun',
    'Rivi {line} hyvittäisi enemmän kuin on laskutettu: hyvitettävää on jäljellä {left}.',
  ),
  ...salesErrorsFi,
  ...purchaseErrorsFi,
  ...stockErrorsFi,
  DatabaseUnavailable: words(
    'Tilapäisesti poissa käytöstä',
    'Tietokantaan ei saada yhteyttä. {done} Toista pyyntö samalla Idempotency-Key-avaimella.',
  ),
  EngineUnavailable: words(
    'Tilapäisesti poissa käytöstä',
    'Työnkulkumoottoriin ei saada yhteyttä. {done} Toista pyyntö samalla Idempotency-Key-avaimella.',
  ),
  Internal: words('Sisäinen virhe', 'Meillä tapahtui virhe. Ilmoita tukeen pyynnön tunnus {requestId}.'),
  MailServerMissing: words(
    'Ei sähköpostipalvelinta',
    'Tässä asennuksessa ei ole sähköpostipalvelinta, joten mitään ei voi lähettää sähköpostitse, eikä mitään tehty. Jätä sähköpostitoive pois tai pyydä asettamaan SMTP_URL.',
  ),
  NotModelled: words('Ei käytettävissä', '{what} ei ole vielä käytettävissä.'),
};

/** The whole catalogue in Finnish. */
export const fi: Readonly<Record<ErrorCode, ErrorWords>> = { ...own, ...erpFi };
