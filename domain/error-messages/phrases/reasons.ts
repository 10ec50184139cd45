import { type Phrase, say } from './phrase.ts';

/** Why something was refused or is not known. */
export const reasons: readonly Phrase[] = [
  say(
    'Customer {key} is barred.',
    'Kunde {key} er spærret.',
    'Kunde {key} er sperret.',
    'Asiakas {key} on käyttökiellossa.',
  ),
  say(
    'Product {key} is barred.',
    'Vare {key} er spærret.',
    'Vare {key} er sperret.',
    'Tuote {key} on käyttökiellossa.',
  ),
  say(
    'Location {key} is blocked.',
    'Lokation {key} er spærret.',
    'Lokasjon {key} er sperret.',
    'Varastopaikka {key} on suljettu.',
  ),
  say(
    'Collection {key} is barred.',
    'Samling {key} er spærret.',
    'Samling {key} er sperret.',
    'Kokoelma {key} on käyttökiellossa.',
  ),
  say('it is used in lines', 'den bruges i linjer', 'den er brukt i linjer', 'sitä käytetään riveillä'),
  say(
    'it has inventory registered',
    'den har registreret lager',
    'den har registrert lager',
    'sillä on kirjattua varastoa',
  ),
  say(
    'the compressed body cannot be unpacked',
    'det komprimerede indhold kan ikke pakkes ud',
    'det komprimerte innholdet kan ikke pakkes ut',
    'pakattua sisältöä ei voi purkaa',
  ),
  say('not found there', 'ikke fundet der', 'ikke funnet der', 'ei löytynyt sieltä'),
  say('of another type there', 'af en anden type der', 'av en annen type der', 'siellä toista tyyppiä'),
  say(
    'factoring needs its split and accounts',
    'factoring kræver fordeling og konti',
    'factoring krever fordeling og kontoer',
    'factoring vaatii jaon ja tilit',
  ),
  say(
    'cash terms need a contra account',
    'kontantbetingelser kræver en modkonto',
    'kontantbetingelser krever en motkonto',
    'käteisehto vaatii vastatilin',
  ),
  say(
    'the customer has no EAN',
    'kunden har intet EAN-nummer',
    'kunden har ikke EAN-nummer',
    'asiakkaalla ei ole EAN-numeroa',
  ),
  say(
    'the invoice has no contact as their reference',
    'fakturaen har ingen kontaktperson som Deres ref.',
    'fakturaen har ingen kontakt som deres referanse',
    'laskulla ei ole yhteyshenkilöä viitteenä (teidän viitteenne)',
  ),
  say(
    'no answer was recorded before the deadline',
    'intet svar blev registreret inden fristen',
    'ikke noe svar ble registrert før fristen',
    'vastausta ei tallennettu määräajassa',
  ),
  say(
    'looked up before sending',
    'slået op før afsendelse',
    'slått opp før sending',
    'tarkistettu ennen lähettämistä',
  ),
  say(
    'no answer before the deadline',
    'intet svar inden fristen',
    'ikke noe svar før fristen',
    'ei vastausta määräajassa',
  ),
  say(
    'stopped while waiting for the answer',
    'afbrudt, mens der blev ventet på svaret',
    'avbrutt mens det ble ventet på svaret',
    'keskeytyi vastausta odotettaessa',
  ),
  say(
    'the answer cannot be read',
    'svaret kan ikke læses',
    'svaret kan ikke leses',
    'vastausta ei voi lukea',
  ),
  say('answered {status}', 'svarede {status}', 'svarte {status}', 'vastasi {status}'),
  say(
    'an earlier request with this key has arrived',
    'et tidligere kald med denne nøgle er nået frem',
    'et tidligere kall med denne nøkkelen er kommet frem',
    'aiempi pyyntö tällä avaimella on saapunut',
  ),
  say(
    'the draft is not there any more',
    'kladden er der ikke længere',
    'kladden er der ikke lenger',
    'luonnosta ei enää ole',
  ),
  say(
    'draft {draft} is not there any more',
    'kladde {draft} er der ikke længere',
    'kladd {draft} er der ikke lenger',
    'luonnosta {draft} ei enää ole',
  ),
  say(
    'draft {draft} is another document now',
    'kladde {draft} er nu et andet bilag',
    'kladd {draft} er nå et annet bilag',
    'luonnos {draft} on nyt toinen tosite',
  ),
];

/** In what an ERP's record and ours differ. */
export const differences: readonly Phrase[] = [
  say(
    'net {net} and gross {gross} there, net {ourNet} and gross {ourGross} here',
    'netto {net} og brutto {gross} der, netto {ourNet} og brutto {ourGross} her',
    'netto {net} og brutto {gross} der, netto {ourNet} og brutto {ourGross} her',
    'siellä netto {net} ja brutto {gross}, täällä netto {ourNet} ja brutto {ourGross}',
  ),
  say(
    'draft {draft} was deleted there and never booked',
    'kladde {draft} er slettet der og aldrig bogført',
    'kladd {draft} er slettet der og aldri bokført',
    'luonnos {draft} on poistettu siellä eikä sitä ole kirjattu',
  ),
  say(
    'it stands there as draft {there} instead of {draft}',
    'bilaget står der som kladde {there} i stedet for {draft}',
    'bilaget står der som kladd {there} i stedet for {draft}',
    'tosite on siellä luonnoksena {there} luonnoksen {draft} sijaan',
  ),
  say(
    'several carry our key: {numbers}',
    'flere bærer vores nøgle: {numbers}',
    'flere bærer nøkkelen vår: {numbers}',
    'avaimemme on usealla: {numbers}',
  ),
  say(
    '{names} of {subject} differ there',
    '{names} for {subject} er anderledes der',
    '{names} for {subject} er annerledes der',
    '{subject}: siellä poikkeaa {names}',
  ),
  say(
    'customer {number} is {theirs} there, {ours} here',
    'kunde {number} er {theirs} der, {ours} her',
    'kunde {number} er {theirs} der, {ours} her',
    'asiakas {number} on siellä {theirs}, täällä {ours}',
  ),
  say(
    '{label} {there} there, {here} here',
    '{label} {there} der, {here} her',
    '{label} {there} der, {here} her',
    '{label} siellä {there}, täällä {here}',
  ),
];
