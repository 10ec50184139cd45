import { type ErrorRow, type ErrorWords, row, words } from '../error-row.ts';

/** What the chain of sales documents refuses. The words of the other languages stand below, for the types to hold them. */
export const salesErrors = {
  NothingLeft: row(
    'api-caller',
    409,
    'Nothing left',
    '{what} has nothing left to {action}: all of it is on other documents already. Change or delete those first.',
  ),
  OrderExceeded: row(
    'api-caller',
    409,
    'More than was ordered',
    'Of line {line} of the order {left} are left to invoice, drafts counted. Invoice fewer.',
  ),
  NothingPicked: row(
    'api-caller',
    409,
    'Nothing picked',
    'Nothing of shipment {number} is picked, so nothing can be sent. Pick first, or send "pick": true.',
  ),
  LocationMissing: row(
    'api-caller',
    422,
    'Location missing',
    'Item {item} leaves from no location. Name one on the line, or make a default location.',
  ),
  BackordersOff: row(
    'api-caller',
    409,
    'No backorders',
    'Invoices move the stock in this agreement, so there are no backorders. Make a new order of what is missing.',
  ),
  InvoicedUndelivered: row(
    'api-caller',
    409,
    'Invoiced and not shipped',
    'Of order line {line} more is invoiced than was shipped; a backorder would bill it again. Ship the rest of this order.',
  ),
  StockFollowsInvoices: row(
    'api-caller',
    409,
    'Invoices move the stock',
    'Invoices move the stock in this agreement, so {what} is not possible. Leave it out.',
  ),
} as const satisfies Record<string, ErrorRow>;

type SalesErrorCode = keyof typeof salesErrors;
type Words = Readonly<Record<SalesErrorCode, ErrorWords>>;

export const salesErrorsDa: Words = {
  NothingLeft: words(
    'Intet tilbage',
    '{what} har intet tilbage til {action}: det hele står allerede på andre bilag. Ret eller slet dem først.',
  ),
  OrderExceeded: words(
    'Mere end bestilt',
    'Af ordrelinje {line} kan {left} faktureres endnu, kladder medregnet. Fakturér færre.',
  ),
  NothingPicked: words(
    'Intet plukket',
    'Intet på forsendelse {number} er plukket, så intet kan sendes. Pluk først, eller send "pick": true.',
  ),
  LocationMissing: words(
    'Lokation mangler',
    'Vare {item} har ingen lokation at gå ud fra. Angiv en på linjen, eller opret en standardlokation.',
  ),
  BackordersOff: words(
    'Ingen restordrer',
    'Fakturaer flytter lageret i denne aftale, så der findes ikke restordrer. Opret en ny ordre på det manglende.',
  ),
  InvoicedUndelivered: words(
    'Faktureret og ikke sendt',
    'Af ordrelinje {line} er der faktureret mere end sendt; en restordre ville fakturere det igen. Send resten af denne ordre.',
  ),
  StockFollowsInvoices: words(
    'Fakturaer flytter lageret',
    'Fakturaer flytter lageret i denne aftale, så {what} er ikke muligt. Udelad det.',
  ),
};

export const salesErrorsNb: Words = {
  NothingLeft: words(
    'Ingenting igjen',
    '{what} har ingenting igjen til {action}: alt står allerede på andre bilag. Endre eller slett dem først.',
  ),
  OrderExceeded: words(
    'Mer enn bestilt',
    'Av ordrelinje {line} kan {left} fortsatt faktureres, kladder medregnet. Fakturer færre.',
  ),
  NothingPicked: words(
    'Ingenting plukket',
    'Ingenting på forsendelse {number} er plukket, så ingenting kan sendes. Plukk først, eller send "pick": true.',
  ),
  LocationMissing: words(
    'Lokasjon mangler',
    'Vare {item} har ingen lokasjon å gå ut fra. Oppgi en på linjen, eller opprett en standardlokasjon.',
  ),
  BackordersOff: words(
    'Ingen restordrer',
    'Fakturaer flytter lageret i denne avtalen, så det finnes ikke restordrer. Opprett en ny ordre på det som mangler.',
  ),
  InvoicedUndelivered: words(
    'Fakturert og ikke sendt',
    'Av ordrelinje {line} er det fakturert mer enn sendt; en restordre ville fakturere det igjen. Send resten av denne ordren.',
  ),
  StockFollowsInvoices: words(
    'Fakturaer flytter lageret',
    'Fakturaer flytter lageret i denne avtalen, så {what} er ikke mulig. Utelat det.',
  ),
};

export const salesErrorsFi: Words = {
  NothingLeft: words(
    'Mitään ei ole jäljellä',
    '{what}: mitään ei ole jäljellä toiminnolle {action}, kaikki on jo muilla tositteilla. Muuta tai poista ne ensin.',
  ),
  OrderExceeded: words(
    'Enemmän kuin tilattiin',
    'Tilauksen rivistä {line} voi vielä laskuttaa {left}, luonnokset mukaan lukien. Laskuta vähemmän.',
  ),
  NothingPicked: words(
    'Mitään ei ole kerätty',
    'Lähetyksestä {number} ei ole kerätty mitään, joten mitään ei voi lähettää. Kerää ensin tai lähetä "pick": true.',
  ),
  LocationMissing: words(
    'Sijainti puuttuu',
    'Tuotteella {item} ei ole sijaintia, josta se lähtee. Nimeä sellainen rivillä tai luo oletussijainti.',
  ),
  BackordersOff: words(
    'Ei jälkitoimituksia',
    'Laskut siirtävät varastoa tässä sopimuksessa, joten jälkitoimitustilauksia ei ole. Tee puuttuvasta uusi tilaus.',
  ),
  InvoicedUndelivered: words(
    'Laskutettu mutta lähettämättä',
    'Tilauksen rivistä {line} on laskutettu enemmän kuin lähetetty; jälkitoimitus laskuttaisi sen uudelleen. Lähetä tämän tilauksen loput.',
  ),
  StockFollowsInvoices: words(
    'Laskut siirtävät varastoa',
    'Laskut siirtävät varastoa tässä sopimuksessa, joten {what} ei ole mahdollista. Jätä se pois.',
  ),
};
