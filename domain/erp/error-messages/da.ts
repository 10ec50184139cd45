import { type ErrorWords, words } from '../../error-row.ts';
import type { ErpErrorCode } from '../erp-errors.ts';

/** What an ERP said, or would say, in Danish; terms as e-conomic uses them. */
export const erpDa: Readonly<Record<ErpErrorCode, ErrorWords>> = {
  ErpCredentialsRefused: words(
    'Adgang afvist',
    'ERP-systemet afviser forbindelsens adgangsnøgler. Opret forbindelsen igen med gyldige nøgler.',
  ),
  ErpCredentialsUnproven: words(
    'Adgangsnøgler ikke afprøvet',
    'Intet hentes eller sendes med forbindelsens adgangsnøgler, før en test af dem lykkes. Test forbindelsen, eller giv den andre nøgler.',
  ),
  ErpForbidden: words(
    'Rettighed eller modul mangler',
    'ERP-systemet afviser kaldet: {reason}. Giv appen rettigheden, eller køb modulet der.',
  ),
  ErpUnavailable: words(
    'ERP-systemet kan ikke nås',
    'ERP-systemet kan ikke nås lige nu ({reason}). Der prøves igen af sig selv.',
  ),
  ErpRateLimited: words(
    'ERP-systemet begrænser vores kald',
    'ERP-systemet begrænser vores kald. Der prøves igen af sig selv om {seconds} sekunder.',
  ),
  ErpOutcomeUnknown: words(
    'Udfaldet er ukendt',
    'ERP-systemet gav intet klart svar ({reason}). Der slås op, før noget sendes igen.',
  ),
  ErpContractBroken: words(
    'Svaret kan ikke læses',
    'ERP-systemet svarede noget, vi ikke kan læse ({reason}). Svaret er gemt ved forsøget.',
  ),
  ErpRefusedUnknown: words(
    'Afvist af ERP-systemet',
    'ERP-systemet afviste af en grund, vi ikke kender: {reason}. Det rå svar er gemt ved forsøget.',
  ),
  ErpNumberNotFound: words(
    'Nummeret findes ikke i ERP-systemet',
    'ERP-systemet har ingen bogført faktura {number}. Kontrollér nummeret der.',
  ),
  ErpNumberLinked: words(
    'Nummeret hører til et andet bilag',
    'Faktura {number} i ERP-systemet er vores {other} og kan derfor ikke også være {ours}. Kontrollér, under hvilket nummer {ours} står der.',
  ),
  ErpContentDiffers: words(
    'ERP-systemet har noget andet',
    'Bilaget i ERP-systemet svarer ikke til vores: {difference}. Et menneske må afgøre, hvilket der gælder.',
  ),
  ProductBarred: words(
    'Varen er spærret i ERP-systemet',
    'Varen {product} er spærret i ERP-systemet. Ophæv spærringen der, eller fjern varen fra fakturaen, og prøv igen.',
  ),
  CustomerBarred: words(
    'Kunden er spærret i ERP-systemet',
    'Kunden {customer} er spærret i ERP-systemet. Ophæv spærringen der, og prøv igen.',
  ),
  PeriodClosed: words(
    'Perioden er lukket i ERP-systemet',
    'Datoen {date} ligger i en lukket eller spærret periode i ERP-systemet. Åbn perioden der, og prøv igen.',
  ),
  AccountingYearMissing: words(
    'Regnskabsår mangler',
    'ERP-systemet har intet regnskabsår for {date}. Opret det der, og prøv igen.',
  ),
  PaymentTermsMissing: words(
    'Betalingsbetingelsen mangler i ERP-systemet',
    'Betalingsbetingelsen {terms} findes ikke i ERP-systemet og kan ikke oprettes: {reason}. Opret den der, og prøv igen.',
  ),
  CustomerGroupMissing: words(
    'Kundegruppen mangler i ERP-systemet',
    'Kundegruppen {group} findes ikke i ERP-systemet. Opret den der, eller angiv en konto til nye grupper i forbindelsens indstillinger, og prøv igen.',
  ),
  ProductGroupMissing: words(
    'Varegruppen mangler i ERP-systemet',
    'Varegruppen {group} findes ikke i ERP-systemet. Opret den der, eller angiv en konto til nye grupper i forbindelsens indstillinger, og prøv igen.',
  ),
  SalesAccountMissing: words(
    'Salgskonto mangler i ERP-systemet',
    'Varegruppen {group} har ingen salgskonto for momszonen {zone} i ERP-systemet. Tilføj den der, eller angiv en konto for zonen i forbindelsens indstillinger, og prøv igen.',
  ),
  LayoutMissing: words(
    'Layout mangler',
    'Intet layout: Hverken fakturaen eller forbindelsens indstillinger angiver et layout, der findes i ERP-systemet. Vælg et, og prøv igen.',
  ),
  EmployeeMissing: words(
    'Medarbejderen mangler i ERP-systemet',
    'Medarbejderen {employee} findes ikke i ERP-systemet. Opret medarbejderen der, og prøv igen.',
  ),
  ContactOfOtherCustomer: words(
    'Kontaktpersonen hører til en anden kunde',
    'Kontaktpersonen {contact} hører ikke til kunden i ERP-systemet. Vælg en anden, og prøv igen.',
  ),
  AccountMissing: words(
    'Kontoen mangler eller er spærret',
    'Kontoen {account} findes ikke i ERP-systemet eller er spærret. Ret forbindelsens indstillinger, og prøv igen.',
  ),
  DepartmentMissing: words(
    'Afdelingen mangler eller er spærret',
    'Afdelingen {department} findes ikke i ERP-systemet, eller den er spærret. Ret forbindelsens indstillinger, eller åbn den der, og prøv igen.',
  ),
  ErpNumberTaken: words(
    'Nummeret er optaget i ERP-systemet',
    'Nummeret {number} er allerede brugt i ERP-systemet eller uden for rækkefølgen der. Flyt vores nummerserie, eller lad ERP-systemet nummerere.',
  ),
  VatZoneMissing: words(
    'Momszonen mangler i ERP-systemet',
    'Momszonen {zone} findes ikke i ERP-systemet. Ret forbindelsens indstillinger, og prøv igen.',
  ),
  CurrencyMissing: words(
    'Valutaen mangler i ERP-systemet',
    'Valutaen {currency} findes ikke i ERP-systemet. Opret den der, og prøv igen.',
  ),
  NumberNotWhole: words(
    'Ikke et helt tal',
    'ERP-systemet tager kun hele tal fra 1 til 999999999 som nummer på {what}, og dette er "{number}". Giv et sådant nummer.',
  ),
  TooLong: words(
    'For langt til ERP-systemet',
    '{field} har {length} tegn; ERP-systemet tager {limit}. Forkort teksten, og prøv igen.',
  ),
  EInvoiceImpossible: words(
    'Elektronisk faktura er ikke mulig',
    'Fakturaen kan ikke sendes elektronisk: {reason}.',
  ),
  ErpAccountDiffers: words(
    'En anden aftale',
    'Disse adgangsnøgler fører til aftale {now}, og forbindelsen hører til {before}. Brug nøglerne til {before}, eller opret en ny forbindelse til {now}.',
  ),
  ErpAccountTaken: words(
    'Aftalen er allerede forbundet',
    'Aftale {account} er allerede forbundet som "{name}". Brug den forbindelse: En til ville bogføre hvert bilag to gange.',
  ),
  ErpRecordLinked: words(
    'Knyttet til en anden post',
    '{kind} {ours} svarer til {theirs} i ERP-systemet, som allerede er knyttet til vores {other}. Giv en af de to et andet navn eller nummer, og prøv igen.',
  ),
  NotSentByPolicy: words(
    'Sendes ikke ifølge indstillingerne',
    'Forbindelsens indstillinger siger, at sådanne bilag ikke sendes. Slå overførslen til for dem, der bogføres fra nu af.',
  ),
  CreditedInvoiceNotTransferred: words(
    'Den krediterede faktura er ikke i ERP-systemet',
    'Faktura {invoice}, som denne kreditnota krediterer, er ikke i ERP-systemet endnu. Kreditnotaen sendes, så snart fakturaens udfald er kendt.',
  ),
  ConnectionPaused: words(
    'Forbindelsen er sat på pause',
    'Forbindelsen er sat på pause. Genoptag den, så dens overførsler kan køre.',
  ),
};
