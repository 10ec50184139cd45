import type { MessageLanguage } from '../languages.ts';
import type { GoLiveCheck, GoLiveFinding } from './before-go-live.ts';

/** What is said of one thing; `{what}` and `{count}` are filled in. */
interface Words {
  readonly ok: string;
  readonly warning?: string;
  readonly missing?: string;
  readonly fix: string;
}

const words: Readonly<Record<MessageLanguage, Readonly<Record<GoLiveCheck, Words>>>> = {
  en: {
    'company-information': {
      ok: 'The company information is complete.',
      missing: 'The company information lacks: {what}.',
      fix: 'Fill these settings in; they stand on every document.',
    },
    'base-currency': {
      ok: 'The base currency is {what}.',
      missing: 'The base currency {what} is not among the currencies with the rate 100.',
      fix: 'Make it, or set its rate to 100.',
    },
    'inventory-principle': {
      ok: 'Stock is valued by the principle {what}.',
      warning:
        'Stock is valued by the principle {what}; what a negative quantity is worth is not chosen, so that it is worth nothing.',
      fix: 'Choose value_of_negative_quantity: once chosen, it stays. The principle itself was chosen with the agreement.',
    },
    'number-series': {
      ok: 'Numbers go on from {what}.',
      warning: 'No next number is set, so that invoices begin with 1001.',
      fix: 'Set the next number above the largest one in the accounting system.',
    },
    'vat-rates': {
      ok: 'Each of the {count} product groups has a domestic VAT rate.',
      warning: 'Without domestic VAT: {what}.',
      missing: 'There is no product group yet.',
      fix: 'Set VAT % on the product groups; make one where there is none.',
    },
    customers: {
      ok: 'Every customer has payment terms and a layout.',
      warning: '{count} customers or more have no layout.',
      fix: 'Give them a layout, so that payment terms show on their documents; a default serves new ones.',
    },
    'default-location': {
      ok: 'The default location is {what}.',
      missing: 'There is no location yet.',
      fix: 'Make the warehouse; the first location is the default one.',
    },
    users: {
      ok: 'An administrator can log in, and every invitation is accepted.',
      warning: '{count} invitations are not accepted yet.',
      missing: 'No administrator can log in yet.',
      fix: 'Invite the people who are to work here with the roles that they need, one administrator at least.',
    },
    registers: {
      ok: 'Customers and products are there, and the registers of the accounting system were read today.',
      warning: 'Not read since yesterday: {what}.',
      missing: 'There are no customers or no products yet.',
      fix: 'Import customers and products, and run the preflight of the integration.',
    },
  },
  da: {
    'company-information': {
      ok: 'Virksomhedsoplysningerne er fuldstændige.',
      missing: 'Virksomhedsoplysningerne mangler: {what}.',
      fix: 'Udfyld disse indstillinger; de står på hvert bilag.',
    },
    'base-currency': {
      ok: 'Basisvalutaen er {what}.',
      missing: 'Basisvalutaen {what} findes ikke blandt valutaerne med kurs 100.',
      fix: 'Opret den, eller sæt dens kurs til 100.',
    },
    'inventory-principle': {
      ok: 'Lageret værdisættes efter princippet {what}.',
      warning:
        'Lageret værdisættes efter princippet {what}; hvad et negativt antal er værd, er ikke valgt, så det er intet værd.',
      fix: 'Vælg value_of_negative_quantity: valget kan ikke ændres. Selve princippet blev valgt, da aftalen blev oprettet.',
    },
    'number-series': {
      ok: 'Numrene fortsætter fra {what}.',
      warning: 'Der er ikke sat et næste nummer, så fakturaer begynder med 1001.',
      fix: 'Sæt næste nummer over det største i regnskabsprogrammet.',
    },
    'vat-rates': {
      ok: 'Hver af de {count} varegrupper har en indenlandsk momssats.',
      warning: 'Uden indenlandsk moms: {what}.',
      missing: 'Der er ingen varegruppe endnu.',
      fix: 'Sæt moms % på varegrupperne; opret en, hvor der ingen er.',
    },
    customers: {
      ok: 'Alle kunder har betalingsbetingelser og et layout.',
      warning: '{count} kunder eller flere har intet layout.',
      fix: 'Giv dem et layout, så betalingsbetingelserne vises på deres bilag; et standardlayout gælder for nye.',
    },
    'default-location': {
      ok: 'Standardlokationen er {what}.',
      missing: 'Der er ingen lokation endnu.',
      fix: 'Opret lageret; den første lokation er standardlokationen.',
    },
    users: {
      ok: 'En administrator kan logge ind, og alle invitationer er accepteret.',
      warning: '{count} invitationer er ikke accepteret endnu.',
      missing: 'Ingen administrator kan logge ind endnu.',
      fix: 'Inviter dem, der skal arbejde her, med de roller, de har brug for, heraf mindst én administrator.',
    },
    registers: {
      ok: 'Der er kunder og varer, og regnskabsprogrammets registre er læst i dag.',
      warning: 'Ikke læst siden i går: {what}.',
      missing: 'Der er ingen kunder eller ingen varer endnu.',
      fix: 'Importér kunder og varer, og kør integrationens forhåndskontrol.',
    },
  },
  nb: {
    'company-information': {
      ok: 'Firmaopplysningene er fullstendige.',
      missing: 'Firmaopplysningene mangler: {what}.',
      fix: 'Fyll ut disse innstillingene; de står på hvert bilag.',
    },
    'base-currency': {
      ok: 'Basisvalutaen er {what}.',
      missing: 'Basisvalutaen {what} finnes ikke blant valutaene med kurs 100.',
      fix: 'Opprett den, eller sett kursen til 100.',
    },
    'inventory-principle': {
      ok: 'Lageret verdsettes etter prinsippet {what}.',
      warning:
        'Lageret verdsettes etter prinsippet {what}; hva et negativt antall er verdt, er ikke valgt, så det er ingenting verdt.',
      fix: 'Velg value_of_negative_quantity: valget kan ikke endres. Selve prinsippet ble valgt da avtalen ble opprettet.',
    },
    'number-series': {
      ok: 'Numrene fortsetter fra {what}.',
      warning: 'Det er ikke satt et neste nummer, så fakturaer begynner med 1001.',
      fix: 'Sett neste nummer over det største i regnskapsprogrammet.',
    },
    'vat-rates': {
      ok: 'Hver av de {count} varegruppene har en innenlandsk mva-sats.',
      warning: 'Uten innenlandsk mva: {what}.',
      missing: 'Det finnes ingen varegruppe ennå.',
      fix: 'Sett mva % på varegruppene; opprett en der det ikke finnes noen.',
    },
    customers: {
      ok: 'Alle kunder har betalingsbetingelser og en layout.',
      warning: '{count} kunder eller flere har ingen layout.',
      fix: 'Gi dem en layout, så betalingsbetingelsene vises på bilagene deres; en standard gjelder for nye.',
    },
    'default-location': {
      ok: 'Standardlokasjonen er {what}.',
      missing: 'Det finnes ingen lokasjon ennå.',
      fix: 'Opprett lageret; den første lokasjonen er standardlokasjonen.',
    },
    users: {
      ok: 'En administrator kan logge inn, og alle invitasjoner er godtatt.',
      warning: '{count} invitasjoner er ikke godtatt ennå.',
      missing: 'Ingen administrator kan logge inn ennå.',
      fix: 'Inviter dem som skal arbeide her, med rollene de trenger, minst én av dem administrator.',
    },
    registers: {
      ok: 'Det finnes kunder og varer, og regnskapsprogrammets registre er lest i dag.',
      warning: 'Ikke lest siden i går: {what}.',
      missing: 'Det finnes ingen kunder eller ingen varer ennå.',
      fix: 'Importer kunder og varer, og kjør integrasjonens forhåndskontroll.',
    },
  },
  fi: {
    'company-information': {
      ok: 'Yrityksen tiedot ovat täydelliset.',
      missing: 'Yrityksen tiedoista puuttuu: {what}.',
      fix: 'Täytä nämä asetukset; ne näkyvät jokaisella tositteella.',
    },
    'base-currency': {
      ok: 'Perusvaluutta on {what}.',
      missing: 'Perusvaluuttaa {what} ei ole valuutoissa kurssilla 100.',
      fix: 'Luo se tai aseta sen kurssiksi 100.',
    },
    'inventory-principle': {
      ok: 'Varasto arvostetaan periaatteella {what}.',
      warning:
        'Varasto arvostetaan periaatteella {what}; negatiivisen määrän arvoa ei ole valittu, joten se on arvoton.',
      fix: 'Valitse value_of_negative_quantity: valintaa ei voi muuttaa. Itse periaate valittiin sopimusta luotaessa.',
    },
    'number-series': {
      ok: 'Numerot jatkuvat numerosta {what}.',
      warning: 'Seuraavaa numeroa ei ole asetettu, joten laskut alkavat numerosta 1001.',
      fix: 'Aseta seuraava numero suuremmaksi kuin kirjanpito-ohjelman suurin.',
    },
    'vat-rates': {
      ok: 'Jokaisella tuoteryhmällä ({count}) on kotimaan ALV-kanta.',
      warning: 'Ilman kotimaan ALV-kantaa: {what}.',
      missing: 'Tuoteryhmiä ei ole vielä.',
      fix: 'Aseta tuoteryhmille ALV-%; luo ryhmä, jos sellaista ei ole.',
    },
    customers: {
      ok: 'Jokaisella asiakkaalla on maksuehto ja asettelu.',
      warning: 'Asettelu puuttuu vähintään näin monelta asiakkaalta: {count}.',
      fix: 'Anna heille asettelu, jotta maksuehdot näkyvät tositteilla; oletus koskee uusia.',
    },
    'default-location': {
      ok: 'Oletussijainti on {what}.',
      missing: 'Sijainteja ei ole vielä.',
      fix: 'Luo varasto; ensimmäinen sijainti on oletussijainti.',
    },
    users: {
      ok: 'Ylläpitäjä voi kirjautua, ja kaikki kutsut on hyväksytty.',
      warning: 'Hyväksymättömiä kutsuja: {count}.',
      missing: 'Yksikään ylläpitäjä ei voi vielä kirjautua.',
      fix: 'Kutsu täällä työskentelevät heidän tarvitsemillaan rooleilla, ainakin yksi ylläpitäjä.',
    },
    registers: {
      ok: 'Asiakkaat ja tuotteet ovat olemassa, ja kirjanpito-ohjelman rekisterit on luettu tänään.',
      warning: 'Ei luettu eilisen jälkeen: {what}.',
      missing: 'Asiakkaita tai tuotteita ei ole vielä.',
      fix: 'Tuo asiakkaat ja tuotteet, ja aja integraation esitarkastus.',
    },
  },
};

/** A finding in words: how it stands, and what to do about it (empty where nothing is to be done). */
export function goLiveWords(
  finding: GoLiveFinding,
  language: MessageLanguage,
): { readonly message: string; readonly fix: string } {
  const { check, verdict, what, count } = finding;
  const { fix, ...said } = words[language][check];
  const values: Readonly<Record<string, string>> = { what, count: String(count) };
  const message = (said[verdict] ?? '').replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return { message, fix: verdict === 'ok' ? '' : fix };
}
