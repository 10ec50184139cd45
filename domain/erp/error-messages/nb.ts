import { type ErrorWords, words } from '../../error-row.ts';
import type { ErpErrorCode } from '../erp-errors.ts';

/** What an ERP said, or would say, in Norwegian (bokmål). */
export const erpNb: Readonly<Record<ErpErrorCode, ErrorWords>> = {
  ErpCredentialsRefused: words(
    'Tilgang avvist',
    'ERP-systemet avviser tilgangsnøklene til denne tilkoblingen. Koble til på nytt med gyldige nøkler.',
  ),
  ErpCredentialsUnproven: words(
    'Tilgangsnøkler ikke bekreftet',
    'Ingenting hentes eller sendes med tilgangsnøklene til denne tilkoblingen før en test av dem lykkes. Test tilkoblingen, eller gi den andre nøkler.',
  ),
  ErpForbidden: words(
    'Rettighet eller modul mangler',
    'ERP-systemet avviser kallet: {reason}. Gi appen rettigheten, eller kjøp modulen der.',
  ),
  ErpUnavailable: words(
    'ERP-systemet kan ikke nås',
    'ERP-systemet kan ikke nås nå ({reason}). Det prøves igjen av seg selv.',
  ),
  ErpRateLimited: words(
    'ERP-systemet begrenser kallene våre',
    'ERP-systemet begrenser kallene våre. Det prøves igjen av seg selv om {seconds} sekunder.',
  ),
  ErpOutcomeUnknown: words(
    'Utfallet er ukjent',
    'ERP-systemet ga ikke et klart svar ({reason}). Det slås opp før noe sendes på nytt.',
  ),
  ErpContractBroken: words(
    'Svaret kan ikke leses',
    'ERP-systemet svarte noe vi ikke kan lese ({reason}). Svaret er lagret sammen med forsøket.',
  ),
  ErpRefusedUnknown: words(
    'Avvist av ERP-systemet',
    'ERP-systemet avviste av en grunn vi ikke kjenner: {reason}. Råsvaret er lagret sammen med forsøket.',
  ),
  ErpNumberNotFound: words(
    'Nummeret finnes ikke i ERP-systemet',
    'ERP-systemet har ingen bokført faktura {number}. Kontroller nummeret der.',
  ),
  ErpNumberLinked: words(
    'Nummeret hører til et annet bilag',
    'Faktura {number} i ERP-systemet er vår {other} og kan derfor ikke også være {ours}. Kontroller hvilket nummer {ours} har der.',
  ),
  ErpContentDiffers: words(
    'ERP-systemet har noe annet',
    'Bilaget i ERP-systemet er ikke likt vårt: {difference}. Et menneske må avgjøre hvilket som gjelder.',
  ),
  ProductBarred: words(
    'Varen er sperret i ERP-systemet',
    'Vare {product} er sperret i ERP-systemet. Opphev sperringen der, eller fjern varen fra fakturaen, og prøv igjen.',
  ),
  CustomerBarred: words(
    'Kunden er sperret i ERP-systemet',
    'Kunde {customer} er sperret i ERP-systemet. Opphev sperringen der, og prøv igjen.',
  ),
  PeriodClosed: words(
    'Perioden er lukket i ERP-systemet',
    'Datoen {date} er i en lukket eller sperret periode i ERP-systemet. Åpne perioden der, og prøv igjen.',
  ),
  AccountingYearMissing: words(
    'Regnskapsår mangler',
    'ERP-systemet har ikke noe regnskapsår for {date}. Opprett det der, og prøv igjen.',
  ),
  PaymentTermsMissing: words(
    'Betalingsbetingelsen mangler i ERP-systemet',
    'Betalingsbetingelsen {terms} finnes ikke i ERP-systemet og kan ikke opprettes: {reason}. Opprett den der, og prøv igjen.',
  ),
  CustomerGroupMissing: words(
    'Kundegruppen mangler i ERP-systemet',
    'Kundegruppen {group} finnes ikke i ERP-systemet. Opprett den der, eller angi en konto for nye grupper i innstillingene for tilkoblingen, og prøv igjen.',
  ),
  ProductGroupMissing: words(
    'Varegruppen mangler i ERP-systemet',
    'Varegruppen {group} finnes ikke i ERP-systemet. Opprett den der, eller angi en konto for nye grupper i innstillingene for tilkoblingen, og prøv igjen.',
  ),
  SalesAccountMissing: words(
    'Salgskonto mangler i ERP-systemet',
    'Varegruppen {group} har ingen salgskonto for mva-sonen {zone} i ERP-systemet. Legg den til der, eller angi en konto for sonen i innstillingene for tilkoblingen, og prøv igjen.',
  ),
  LayoutMissing: words(
    'Layout mangler',
    'Ingen layout: Verken fakturaen eller innstillingene for tilkoblingen angir en layout som finnes i ERP-systemet. Velg en, og prøv igjen.',
  ),
  EmployeeMissing: words(
    'Den ansatte mangler i ERP-systemet',
    'Ansatt {employee} finnes ikke i ERP-systemet. Opprett den ansatte der, og prøv igjen.',
  ),
  ContactOfOtherCustomer: words(
    'Kontakten hører til en annen kunde',
    'Kontakten {contact} hører ikke til kunden i ERP-systemet. Velg en annen, og prøv igjen.',
  ),
  AccountMissing: words(
    'Kontoen mangler eller er sperret',
    'Konto {account} finnes ikke i ERP-systemet eller er sperret. Rett innstillingene for tilkoblingen, og prøv igjen.',
  ),
  DepartmentMissing: words(
    'Avdelingen mangler eller er sperret',
    'Avdelingen {department} finnes ikke i ERP-systemet, eller den er sperret. Rett innstillingene for tilkoblingen, eller åpne den der, og prøv igjen.',
  ),
  ErpNumberTaken: words(
    'Nummeret er opptatt i ERP-systemet',
    'Nummeret {number} er allerede brukt i ERP-systemet, eller utenfor rekkefølgen der. Flytt nummerserien vår, eller la ERP-systemet nummerere.',
  ),
  VatZoneMissing: words(
    'Mva-sonen mangler i ERP-systemet',
    'Mva-sonen {zone} finnes ikke i ERP-systemet. Rett innstillingene for tilkoblingen, og prøv igjen.',
  ),
  CurrencyMissing: words(
    'Valutaen mangler i ERP-systemet',
    'Valutaen {currency} finnes ikke i ERP-systemet. Opprett den der, og prøv igjen.',
  ),
  NumberNotWhole: words(
    'Ikke et heltall',
    'ERP-systemet tar bare heltall fra 1 til 999999999 som nummer på {what}, og dette er "{number}". Gi et slikt nummer.',
  ),
  TooLong: words(
    'For langt for ERP-systemet',
    '{field} har {length} tegn; ERP-systemet tar {limit}. Kort ned teksten, og prøv igjen.',
  ),
  EInvoiceImpossible: words(
    'Elektronisk faktura er ikke mulig',
    'Fakturaen kan ikke sendes elektronisk: {reason}.',
  ),
  ErpAccountDiffers: words(
    'En annen konto hos ERP-systemet',
    'Disse tilgangsnøklene fører til konto {now}, og tilkoblingen hører til {before}. Bruk nøklene til {before}, eller opprett en ny tilkobling til {now}.',
  ),
  ErpAccountTaken: words(
    'Kontoen er allerede tilkoblet',
    'Konto {account} er allerede tilkoblet som "{name}". Bruk den tilkoblingen: En til ville bokføre hvert bilag to ganger.',
  ),
  ErpRecordLinked: words(
    'Knyttet til en annen post',
    '{kind} {ours} svarer til {theirs} i ERP-systemet, som allerede er knyttet til vår {other}. Gi en av de to et annet navn eller nummer, og prøv igjen.',
  ),
  NotSentByPolicy: words(
    'Sendes ikke ifølge innstillingene',
    'Innstillingene for tilkoblingen sier at slike bilag ikke sendes. Slå på overføring for dem som bokføres fra nå av.',
  ),
  CreditedInvoiceNotTransferred: words(
    'Den krediterte fakturaen er ikke i ERP-systemet',
    'Faktura {invoice}, som denne kreditnotaen krediterer, er ikke i ERP-systemet ennå. Kreditnotaen sendes så snart utfallet for fakturaen er kjent.',
  ),
  ConnectionPaused: words(
    'Tilkoblingen er satt på pause',
    'Tilkoblingen er satt på pause. Gjenoppta den, så overføringene kan gå.',
  ),
};
