import { type ErrorRow, type ErrorWords, row, words } from '../error-row.ts';

/** What the stock refuses. The words of the other languages stand below them, for the types to hold them together. */
export const stockErrors = {
  ItemNotStocked: row(
    'api-caller',
    422,
    'Item without inventory',
    'Item {item} has no inventory, so nothing of it can move. Choose a stocked item, or a product group with inventory.',
  ),
  TrackingMissing: row(
    'api-caller',
    422,
    'Batch or serial numbers missing',
    'Item {item} needs batch or serial numbers for {quantity}, but has them for {given}. Name the rest.',
  ),
  TrackingNotKept: row(
    'api-caller',
    422,
    'No batch or serial numbers kept',
    'Item {item} has neither batches nor serial numbers. Leave them out.',
  ),
  SerialQuantityNotOne: row(
    'api-caller',
    422,
    'A serial number stands for one',
    'Serial number {number} of item {item} stands for 1, not for {quantity}. Name one number for each.',
  ),
  SerialNumberInStock: row(
    'api-caller',
    409,
    'Serial number in stock',
    'Serial number {number} of item {item} is in stock already. Check the number.',
  ),
  StockTooLow: row(
    'api-caller',
    409,
    'Not enough in stock',
    'Of {number} of item {item} there are {stock} at location {location}, not {quantity}. Batches and serial numbers never go below zero: choose others, or fewer.',
  ),
  NoStockToRevalue: row(
    'api-caller',
    409,
    'Nothing in stock',
    'Item {item} has no stock on {date} (under FIFO: not all the time since), so its value cannot be adjusted then. Choose a day on which it has, or receive some first.',
  ),
  RevaluationVoided: row(
    'api-caller',
    409,
    'A value adjustment would be void',
    'The value of item {item} was adjusted on {date}, and with this nothing would have been in stock then. Choose a later date.',
  ),
  ReturnExceedsIssue: row(
    'api-caller',
    409,
    'More comes back than left',
    'Of item {item} {left} are left to come back, not {quantity}. Take fewer.',
  ),
  ReturnBeforeIssue: row(
    'api-caller',
    422,
    'Back before it left',
    'Item {item} left on {issued}, so it cannot come back on {date}. Choose a later date.',
  ),
  FreightNotAllocatable: row(
    'api-caller',
    422,
    'Freight cannot be allocated',
    'The freight of {freight} cannot be allocated by {method}: there is nothing of it to allocate it over. Choose the other method.',
  ),
  SettingLocked: row(
    'api-caller',
    409,
    'Setting locked',
    'The setting {setting} is {value} for good and cannot be changed.',
  ),
  OpenDocuments: row(
    'api-caller',
    409,
    'Open documents',
    'The setting {setting} can be changed only while no document is open. Finish, cancel or archive them first.',
  ),
} as const satisfies Record<string, ErrorRow>;

export type StockErrorCode = keyof typeof stockErrors;

type Words = Readonly<Record<StockErrorCode, ErrorWords>>;

export const stockErrorsDa: Words = {
  ItemNotStocked: words(
    'Vare uden lager',
    'Vare {item} har ikke lagerstyring, så der kan ikke flyttes noget af den. Vælg en lagerført vare eller en varegruppe med lagerstyring.',
  ),
  TrackingMissing: words(
    'Batch- eller serienumre mangler',
    'Vare {item} skal have batch- eller serienumre for {quantity}, men har dem for {given}. Angiv resten.',
  ),
  TrackingNotKept: words(
    'Ingen batch- eller serienumre',
    'Vare {item} har hverken batches eller serienumre. Udelad dem.',
  ),
  SerialQuantityNotOne: words(
    'Et serienummer gælder for én',
    'Serienummer {number} på vare {item} gælder for 1, ikke for {quantity}. Angiv et nummer for hver.',
  ),
  SerialNumberInStock: words(
    'Serienummeret er på lager',
    'Serienummer {number} på vare {item} er allerede på lager. Kontrollér nummeret.',
  ),
  StockTooLow: words(
    'Ikke nok på lager',
    'Af {number} på vare {item} er der {stock} på lokation {location}, ikke {quantity}. Batches og serienumre kan ikke gå under nul: vælg andre eller færre.',
  ),
  NoStockToRevalue: words(
    'Intet på lager',
    'Vare {item} er ikke på lager den {date} (under FIFO: ikke hele tiden siden), så dens værdi kan ikke reguleres da. Vælg en dag, hvor den er, eller modtag først noget.',
  ),
  RevaluationVoided: words(
    'En værdiregulering ville blive uden virkning',
    'Værdien af vare {item} blev reguleret den {date}, og hermed ville intet have været på lager da. Vælg en senere dato.',
  ),
  ReturnExceedsIssue: words(
    'Der kommer mere tilbage, end der gik ud',
    'Af vare {item} kan {left} komme tilbage, ikke {quantity}. Angiv færre.',
  ),
  ReturnBeforeIssue: words(
    'Tilbage før afgang',
    'Vare {item} gik ud den {issued} og kan ikke komme tilbage den {date}. Vælg en senere dato.',
  ),
  FreightNotAllocatable: words(
    'Fragten kan ikke fordeles',
    'Fragten på {freight} kan ikke fordeles efter {method}: der er intet at fordele den over. Vælg den anden metode.',
  ),
  SettingLocked: words(
    'Indstillingen er låst',
    'Indstillingen {setting} er {value} for altid og kan ikke ændres.',
  ),
  OpenDocuments: words(
    'Åbne dokumenter',
    'Indstillingen {setting} kan kun ændres, når ingen dokumenter er åbne. Afslut, annullér eller arkivér dem først.',
  ),
};

export const stockErrorsNb: Words = {
  ItemNotStocked: words(
    'Vare uten lager',
    'Vare {item} har ikke lagerføring, så ingenting av den kan flyttes. Velg en lagerført vare eller en varegruppe med lagerføring.',
  ),
  TrackingMissing: words(
    'Batch- eller serienumre mangler',
    'Vare {item} må ha batch- eller serienumre for {quantity}, men har dem for {given}. Oppgi resten.',
  ),
  TrackingNotKept: words(
    'Ingen batch- eller serienumre',
    'Vare {item} har verken batcher eller serienumre. Utelat dem.',
  ),
  SerialQuantityNotOne: words(
    'Et serienummer gjelder for én',
    'Serienummer {number} på vare {item} gjelder for 1, ikke for {quantity}. Oppgi ett nummer for hver.',
  ),
  SerialNumberInStock: words(
    'Serienummeret er på lager',
    'Serienummer {number} på vare {item} er allerede på lager. Kontroller nummeret.',
  ),
  StockTooLow: words(
    'Ikke nok på lager',
    'Av {number} på vare {item} er det {stock} på lokasjon {location}, ikke {quantity}. Batcher og serienumre kan ikke gå under null: velg andre eller færre.',
  ),
  NoStockToRevalue: words(
    'Ingenting på lager',
    'Vare {item} er ikke på lager {date} (under FIFO: ikke hele tiden siden), så verdien kan ikke justeres da. Velg en dag den er det, eller motta noe først.',
  ),
  RevaluationVoided: words(
    'En verdijustering ville blitt uten virkning',
    'Verdien av vare {item} ble justert {date}, og med dette ville ingenting vært på lager da. Velg en senere dato.',
  ),
  ReturnExceedsIssue: words(
    'Mer kommer tilbake enn som gikk ut',
    'Av vare {item} kan {left} komme tilbake, ikke {quantity}. Oppgi færre.',
  ),
  ReturnBeforeIssue: words(
    'Tilbake før den gikk ut',
    'Vare {item} gikk ut {issued} og kan ikke komme tilbake {date}. Velg en senere dato.',
  ),
  FreightNotAllocatable: words(
    'Frakten kan ikke fordeles',
    'Frakten på {freight} kan ikke fordeles etter {method}: det er ingenting å fordele den over. Velg den andre metoden.',
  ),
  SettingLocked: words(
    'Innstillingen er låst',
    'Innstillingen {setting} er {value} for godt og kan ikke endres.',
  ),
  OpenDocuments: words(
    'Åpne dokumenter',
    'Innstillingen {setting} kan bare endres når ingen dokumenter er åpne. Fullfør, annuller eller arkiver dem først.',
  ),
};

export const stockErrorsFi: Words = {
  ItemNotStocked: words(
    'Tuotteella ei ole varastoa',
    'Tuotteella {item} ei ole varastoseurantaa, joten sitä ei voi siirtää. Valitse varastoitava tuote tai tuoteryhmä, jolla on varasto.',
  ),
  TrackingMissing: words(
    'Erä- tai sarjanumeroita puuttuu',
    'Tuote {item} tarvitsee erä- tai sarjanumerot määrälle {quantity}, mutta ne on annettu määrälle {given}. Anna loput.',
  ),
  TrackingNotKept: words(
    'Ei erä- eikä sarjanumeroita',
    'Tuotteella {item} ei ole eriä eikä sarjanumeroita. Jätä ne pois.',
  ),
  SerialQuantityNotOne: words(
    'Sarjanumero tarkoittaa yhtä',
    'Tuotteen {item} sarjanumero {number} tarkoittaa yhtä, ei määrää {quantity}. Anna kullekin oma numero.',
  ),
  SerialNumberInStock: words(
    'Sarjanumero on jo varastossa',
    'Tuotteen {item} sarjanumero {number} on jo varastossa. Tarkista numero.',
  ),
  StockTooLow: words(
    'Varastossa ei ole tarpeeksi',
    'Tuotteen {item} numeroa {number} on paikassa {location} {stock}, ei {quantity}. Erät ja sarjanumerot eivät mene alle nollan: valitse muita tai vähemmän.',
  ),
  NoStockToRevalue: words(
    'Varastossa ei ole mitään',
    'Tuotetta {item} ei ole varastossa {date} (FIFO: ei koko ajan sen jälkeen), joten sen arvoa ei voi silloin oikaista. Valitse päivä, jona sitä on, tai vastaanota ensin tavaraa.',
  ),
  RevaluationVoided: words(
    'Arvon oikaisu jäisi vaille vaikutusta',
    'Tuotteen {item} arvoa oikaistiin {date}, ja tämän myötä varastossa ei olisi silloin ollut mitään. Valitse myöhempi päivä.',
  ),
  ReturnExceedsIssue: words(
    'Palautuu enemmän kuin lähti',
    'Tuotetta {item} voi palautua enää {left}, ei {quantity}. Anna vähemmän.',
  ),
  ReturnBeforeIssue: words(
    'Palautus ennen lähtöä',
    'Tuote {item} lähti {issued}, joten se ei voi palautua {date}. Valitse myöhempi päivä.',
  ),
  FreightNotAllocatable: words(
    'Rahtia ei voi jakaa',
    'Rahtia {freight} ei voi jakaa perusteella {method}: ei ole mitään, mille sen voisi jakaa. Valitse toinen tapa.',
  ),
  SettingLocked: words('Asetus on lukittu', 'Asetus {setting} on pysyvästi {value}, eikä sitä voi muuttaa.'),
  OpenDocuments: words(
    'Avoimia asiakirjoja',
    'Asetuksen {setting} voi muuttaa vain, kun yksikään asiakirja ei ole avoinna. Päätä, peruuta tai arkistoi ne ensin.',
  ),
};
