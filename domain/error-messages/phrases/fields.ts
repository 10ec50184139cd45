import { type Phrase, say } from './phrase.ts';

/** A field's name as people know it. */
export const labels: readonly Phrase[] = [
  say('e-mail', 'e-mail', 'e-post', 'sähköposti'),
  say('name', 'navn', 'navn', 'nimi'),
  say('address', 'adresse', 'adresse', 'osoite'),
  say('zip', 'postnummer', 'postnummer', 'postinumero'),
  say('city', 'by', 'poststed', 'postitoimipaikka'),
  say('country', 'land', 'land', 'maa'),
  say('phone', 'telefon', 'telefon', 'puhelin'),
  say('number', 'nummer', 'nummer', 'numero'),
  say('barcode', 'stregkode', 'strekkode', 'viivakoodi'),
  say('description', 'beskrivelse', 'beskrivelse', 'kuvaus'),
  say('product number', 'varenummer', 'varenummer', 'tuotenumero'),
  say('note', 'note', 'merknad', 'huomautus'),
  say('heading', 'overskrift', 'overskrift', 'otsikko'),
  say('other reference', 'øvrig ref.', 'annen referanse', 'muu viite'),
  say('recipient name', 'modtagers navn', 'mottakers navn', 'vastaanottajan nimi'),
  say('billing address', 'faktureringsadresse', 'fakturaadresse', 'laskutusosoite'),
  say('billing zip', 'postnummer (fakturering)', 'postnummer (faktura)', 'postinumero (laskutus)'),
  say('billing city', 'by (fakturering)', 'poststed (faktura)', 'postitoimipaikka (laskutus)'),
  say('billing country', 'land (fakturering)', 'land (faktura)', 'maa (laskutus)'),
  say('delivery address', 'leveringsadresse', 'leveringsadresse', 'toimitusosoite'),
  say('delivery zip', 'postnummer (levering)', 'postnummer (levering)', 'postinumero (toimitus)'),
  say('delivery city', 'by (levering)', 'poststed (levering)', 'postitoimipaikka (toimitus)'),
  say('delivery country', 'land (levering)', 'land (levering)', 'maa (toimitus)'),
  say('customer', 'kunde', 'kunde', 'asiakas'),
  say('currency', 'valuta', 'valuta', 'valuutta'),
  say('date', 'dato', 'dato', 'päivä'),
  say('net', 'netto', 'netto', 'netto'),
  say('gross', 'brutto', 'brutto', 'brutto'),
];

/** Fields with the record they belong to. */
export const fields: readonly Phrase[] = [
  say(
    'customer {customer}, contact {contact}: {label}',
    'kunde {customer}, kontaktperson {contact}: {label}',
    'kunde {customer}, kontakt {contact}: {label}',
    'asiakas {customer}, yhteyshenkilö {contact}: {label}',
  ),
  say(
    'customer {customer}, delivery address {address}: {label}',
    'kunde {customer}, leveringsadresse {address}: {label}',
    'kunde {customer}, leveringsadresse {address}: {label}',
    'asiakas {customer}, toimitusosoite {address}: {label}',
  ),
  say('customer {key}: {label}', 'kunde {key}: {label}', 'kunde {key}: {label}', 'asiakas {key}: {label}'),
  say('product {key}: {label}', 'vare {key}: {label}', 'vare {key}: {label}', 'tuote {key}: {label}'),
  say(
    'payment terms {key}: {label}',
    'betalingsbetingelse {key}: {label}',
    'betalingsbetingelse {key}: {label}',
    'maksuehto {key}: {label}',
  ),
  say('unit {key}: {label}', 'enhed {key}: {label}', 'enhet {key}: {label}', 'yksikkö {key}: {label}'),
  say(
    'customer group {key}: {label}',
    'kundegruppe {key}: {label}',
    'kundegruppe {key}: {label}',
    'asiakasryhmä {key}: {label}',
  ),
  say(
    'product group {key}: {label}',
    'varegruppe {key}: {label}',
    'varegruppe {key}: {label}',
    'tuoteryhmä {key}: {label}',
  ),
  say('line {line}: {label}', 'linje {line}: {label}', 'linje {line}: {label}', 'rivi {line}: {label}'),
];
