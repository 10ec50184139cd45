import { type ErrorRow, type ErrorWords, row, words } from '../error-row.ts';

/** What the chain of purchases refuses. The words of the other languages stand below, for the types to hold them. */
export const purchaseErrors = {
  QualityCheckMissing: row(
    'api-caller',
    409,
    'Quality not checked',
    'The quality of item {item} must be checked before it is received. Set is_quality_checked on the line of its receipt.',
  ),
  ReceivingLocationMissing: row(
    'api-caller',
    422,
    'Location missing',
    'Item {item} has no location to go to. Name one on the line, or make a default location.',
  ),
  ReceiptOpen: row(
    'api-caller',
    409,
    'A receipt is open',
    'Receipt {receipt} of purchase order {order} is open, and its goods would come in twice. Receive or delete it, then book.',
  ),
} as const satisfies Record<string, ErrorRow>;

type Words = Readonly<Record<keyof typeof purchaseErrors, ErrorWords>>;

export const purchaseErrorsDa: Words = {
  QualityCheckMissing: words(
    'Kvaliteten er ikke kontrolleret',
    'Kvaliteten af vare {item} skal kontrolleres, før den modtages. Sæt is_quality_checked på modtagelsens linje.',
  ),
  ReceivingLocationMissing: words(
    'Lokation mangler',
    'Vare {item} har ingen lokation at komme til. Angiv en på linjen, eller opret en standardlokation.',
  ),
  ReceiptOpen: words(
    'En modtagelse er åben',
    'Modtagelse {receipt} af indkøbsordre {order} er åben, og dens varer ville komme ind to gange. Modtag eller slet den, og bogfør så.',
  ),
};

export const purchaseErrorsNb: Words = {
  QualityCheckMissing: words(
    'Kvaliteten er ikke kontrollert',
    'Kvaliteten på vare {item} må kontrolleres før den mottas. Sett is_quality_checked på mottakets linje.',
  ),
  ReceivingLocationMissing: words(
    'Lokasjon mangler',
    'Vare {item} har ingen lokasjon å komme til. Oppgi en på linjen, eller opprett en standardlokasjon.',
  ),
  ReceiptOpen: words(
    'Et mottak er åpent',
    'Mottak {receipt} av innkjøpsordre {order} er åpent, og varene ville kommet inn to ganger. Motta eller slett det, og bokfør så.',
  ),
};

export const purchaseErrorsFi: Words = {
  QualityCheckMissing: words(
    'Laatua ei ole tarkastettu',
    'Tuotteen {item} laatu on tarkastettava ennen vastaanottoa. Aseta vastaanoton riville is_quality_checked.',
  ),
  ReceivingLocationMissing: words(
    'Sijainti puuttuu',
    'Tuotteella {item} ei ole sijaintia, johon se tulee. Nimeä sellainen rivillä tai luo oletussijainti.',
  ),
  ReceiptOpen: words(
    'Vastaanotto on auki',
    'Ostotilauksen {order} vastaanotto {receipt} on auki, ja sen tavarat tulisivat kahdesti. Vastaanota tai poista se ja kirjaa sitten.',
  ),
};
