import { type Phrase, say } from './phrase.ts';

/** Records and documents at the start of a sentence. */
export const things: readonly Phrase[] = [
  say('Customer {key}', 'Kunde {key}', 'Kunde {key}', 'Asiakas {key}'),
  say('Customer group {key}', 'Kundegruppe {key}', 'Kundegruppe {key}', 'Asiakasryhmä {key}'),
  say(
    'Contact {key} of customer {customer}',
    'Kontaktperson {key} hos kunde {customer}',
    'Kontakt {key} hos kunde {customer}',
    'Asiakkaan {customer} yhteyshenkilö {key}',
  ),
  say('Contact {key}', 'Kontaktperson {key}', 'Kontakt {key}', 'Yhteyshenkilö {key}'),
  say(
    'Delivery address {key} of customer {customer}',
    'Leveringsadresse {key} hos kunde {customer}',
    'Leveringsadresse {key} hos kunde {customer}',
    'Asiakkaan {customer} toimitusosoite {key}',
  ),
  say('Delivery address {key}', 'Leveringsadresse {key}', 'Leveringsadresse {key}', 'Toimitusosoite {key}'),
  say('Product {key}', 'Vare {key}', 'Vare {key}', 'Tuote {key}'),
  say('Product group {key}', 'Varegruppe {key}', 'Varegruppe {key}', 'Tuoteryhmä {key}'),
  say('Unit {key}', 'Enhed {key}', 'Enhet {key}', 'Yksikkö {key}'),
  say('Location {key}', 'Lokation {key}', 'Lokasjon {key}', 'Varastopaikka {key}'),
  say('Payment terms {key}', 'Betalingsbetingelse {key}', 'Betalingsbetingelse {key}', 'Maksuehto {key}'),
  say('Layout {key}', 'Layout {key}', 'Layout {key}', 'Ulkoasu {key}'),
  say('Employee {key}', 'Medarbejder {key}', 'Ansatt {key}', 'Työntekijä {key}'),
  say('Currency {key}', 'Valuta {key}', 'Valuta {key}', 'Valuutta {key}'),
  say('Customer invoice {key}', 'Faktura {key}', 'Faktura {key}', 'Lasku {key}'),
  say('Purchase order {key}', 'Indkøbsordre {key}', 'Innkjøpsordre {key}', 'Ostotilaus {key}'),
  say('Invoice {key}', 'Faktura {key}', 'Faktura {key}', 'Lasku {key}'),
  say('Credit note {key}', 'Kreditnota {key}', 'Kreditnota {key}', 'Hyvityslasku {key}'),
  say(
    'A transferred invoice with a PDF',
    'En overført faktura med PDF',
    'En overført faktura med PDF',
    'Siirretty lasku, jolla on PDF',
  ),
  say(
    'The transfer of {kind} {number}',
    'Overførslen af {kind} {number}',
    'Overføringen av {kind} {number}',
    'Siirto: {kind} {number}',
  ),
  say('The transfer {key}', 'Overførslen {key}', 'Overføringen {key}', 'Siirto {key}'),
  say('The workflow {key}', 'Workflowet {key}', 'Arbeidsflyten {key}', 'Työnkulku {key}'),
  say('The command {key}', 'Kommandoen {key}', 'Kommandoen {key}', 'Komento {key}'),
  say(
    'The connection "{name}" to {erp}',
    'Forbindelsen "{name}" til {erp}',
    'Tilkoblingen "{name}" til {erp}',
    'Yhteys "{name}" ({erp})',
  ),
  say('The connection {key}', 'Forbindelsen {key}', 'Tilkoblingen {key}', 'Yhteys {key}'),
  say('The integration {key}', 'Forbindelsen {key}', 'Tilkoblingen {key}', 'Yhteys {key}'),
  say('The setting {key}', 'Indstillingen {key}', 'Innstillingen {key}', 'Asetus {key}'),
  say('The path {path}', 'Stien {path}', 'Stien {path}', 'Polku {path}'),
  say(
    'A path that is not valid percent-encoding',
    'En sti med ugyldig procentkodning',
    'En sti med ugyldig prosentkoding',
    'Polku, jonka prosenttikoodaus on virheellinen',
  ),
  say(
    'What {path} should name',
    'Det, som {path} skulle angive',
    'Det som {path} skulle angi',
    'Kohde, jonka {path} nimeäisi',
  ),
  say('The record', 'Posten', 'Posten', 'Tietue'),
  say(
    'The last admin key',
    'Den sidste administratornøgle',
    'Den siste administratornøkkelen',
    'Viimeinen pääkäyttäjän avain',
  ),
  say('API key {key}', 'API-nøglen {key}', 'API-nøkkelen {key}', 'API-avain {key}'),
  say('Agreement {key}', 'Aftale {key}', 'Avtale {key}', 'Sopimus {key}'),
  say('Webhook {key}', 'Webhook {key}', 'Webhook {key}', 'Webhook {key}'),
  say('The ERP {key}', 'ERP-systemet {key}', 'ERP-systemet {key}', 'ERP-järjestelmä {key}'),
  say(
    'Sending the invoice by mail',
    'Afsendelse af fakturaen med e-mail',
    'Sending av fakturaen med e-post',
    'Laskun lähettäminen sähköpostilla',
  ),
  // Alone, as the kind of a number.
  say('customer', 'kunde', 'kunde', 'asiakas'),
];

/** Kinds of records and documents, as the code names them. */
export const kinds: readonly Phrase[] = [
  say('customer-invoice', 'faktura', 'faktura', 'lasku'),
  say('unit', 'Enheden', 'Enheten', 'Yksikkö'),
  say('payment-terms', 'Betalingsbetingelsen', 'Betalingsbetingelsen', 'Maksuehto'),
  say('customer-group', 'Kundegruppen', 'Kundegruppen', 'Asiakasryhmä'),
  say('product-group', 'Varegruppen', 'Varegruppen', 'Tuoteryhmä'),
  say('product-group-zone', 'Varegruppens momszone', 'Mva-sonen for varegruppen', 'Tuoteryhmän ALV-alue'),
  say('product', 'Varen', 'Varen', 'Tuote'),
  say('customer', 'Kunden', 'Kunden', 'Asiakas'),
  say('contact', 'Kontaktpersonen', 'Kontakten', 'Yhteyshenkilö'),
  say('delivery-location', 'Leveringsadressen', 'Leveringsadressen', 'Toimitusosoite'),
];

export const users: readonly Phrase[] = [
  say('this agreement', 'denne aftale', 'denne avtalen', 'tämä sopimus'),
  say(
    'the agreement as its base currency',
    'aftalen som basisvaluta',
    'avtalen som basisvaluta',
    'sopimuksen perusvaluutta',
  ),
  say('customers', 'kunder', 'kunder', 'asiakkaat'),
  say('customer invoices', 'fakturaer', 'fakturaer', 'laskut'),
  say('products', 'varer', 'varer', 'tuotteet'),
  say('locations', 'lokationer', 'lokasjoner', 'varastopaikat'),
  say(
    'the agreement as its default location',
    'aftalen som standardlokation',
    'avtalen som standardlokasjon',
    'sopimuksen oletusvarastopaikka',
  ),
  say('others', 'andre', 'andre', 'muut'),
];
