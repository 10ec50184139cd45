import { type ErrorWords, words } from '../../error-row.ts';
import type { ErpErrorCode } from '../erp-errors.ts';

/** What an ERP said, or would say, in Finnish. */
export const erpFi: Readonly<Record<ErpErrorCode, ErrorWords>> = {
  ErpCredentialsRefused: words(
    'Tunnukset hylättiin',
    'ERP-järjestelmä hylkää tämän yhteyden tunnukset. Muodosta yhteys uudelleen voimassa olevilla avaimilla.',
  ),
  ErpCredentialsUnproven: words(
    'Tunnuksia ei ole vahvistettu',
    'Tämän yhteyden tunnuksilla ei haeta eikä lähetetä mitään ennen kuin niiden testi onnistuu. Testaa yhteys tai anna sille toiset tunnukset.',
  ),
  ErpForbidden: words(
    'Oikeus tai moduuli puuttuu',
    'ERP-järjestelmä hylkää kutsun: {reason}. Anna sovellukselle oikeus tai hanki moduuli ERP-järjestelmään.',
  ),
  ErpUnavailable: words(
    'ERP-järjestelmään ei saada yhteyttä',
    'ERP-järjestelmään ei juuri nyt saada yhteyttä ({reason}). Yritämme automaattisesti uudelleen.',
  ),
  ErpRateLimited: words(
    'ERP-järjestelmä rajoittaa kutsujamme',
    'ERP-järjestelmä rajoittaa kutsujamme. Yritämme automaattisesti uudelleen {seconds} sekunnin kuluttua.',
  ),
  ErpOutcomeUnknown: words(
    'Lopputulos ei ole tiedossa',
    'ERP-järjestelmä ei vastannut selvästi ({reason}). Tilanne tarkistetaan sieltä ennen kuin mitään lähetetään uudelleen.',
  ),
  ErpContractBroken: words(
    'Vastausta ei voi lukea',
    'ERP-järjestelmän vastausta ei voi lukea ({reason}). Vastaus on tallennettu yrityksen yhteyteen.',
  ),
  ErpRefusedUnknown: words(
    'ERP-järjestelmä hylkäsi',
    'ERP-järjestelmä hylkäsi tuntemattomasta syystä: {reason}. Alkuperäinen vastaus on tallennettu yrityksen yhteyteen.',
  ),
  ErpNumberNotFound: words(
    'Numeroa ei löydy ERP-järjestelmästä',
    'ERP-järjestelmässä ei ole kirjattua laskua {number}. Tarkista numero siellä.',
  ),
  ErpNumberLinked: words(
    'Numero kuuluu toiselle tositteelle',
    'ERP-järjestelmän lasku {number} on meidän tositteemme {other}, joten se ei voi olla myös {ours}. Tarkista, millä numerolla {ours} on siellä.',
  ),
  ErpContentDiffers: words(
    'ERP-järjestelmässä on muuta',
    'ERP-järjestelmän tosite ei vastaa omaamme: {difference}. Ihmisen on päätettävä, kumpi pätee.',
  ),
  ProductBarred: words(
    'Tuote on käyttökiellossa ERP-järjestelmässä',
    'Tuote {product} on käyttökiellossa ERP-järjestelmässä. Poista käyttökielto siellä tai poista tuote laskulta ja yritä uudelleen.',
  ),
  CustomerBarred: words(
    'Asiakas on käyttökiellossa ERP-järjestelmässä',
    'Asiakas {customer} on käyttökiellossa ERP-järjestelmässä. Poista käyttökielto siellä ja yritä uudelleen.',
  ),
  PeriodClosed: words(
    'Kausi on suljettu ERP-järjestelmässä',
    'Päivä {date} on ERP-järjestelmän suljetulla tai lukitulla kaudella. Avaa kausi siellä ja yritä uudelleen.',
  ),
  AccountingYearMissing: words(
    'Tilikausi puuttuu',
    'ERP-järjestelmässä ei ole tilikautta päivälle {date}. Luo se siellä ja yritä uudelleen.',
  ),
  PaymentTermsMissing: words(
    'Maksuehto puuttuu ERP-järjestelmästä',
    'Maksuehtoa {terms} ei ole ERP-järjestelmässä, eikä sitä voi luoda: {reason}. Luo se siellä ja yritä uudelleen.',
  ),
  CustomerGroupMissing: words(
    'Asiakasryhmä puuttuu ERP-järjestelmästä',
    'Asiakasryhmää {group} ei ole ERP-järjestelmässä. Luo se siellä tai aseta uusien ryhmien tili yhteyden asetuksissa ja yritä uudelleen.',
  ),
  ProductGroupMissing: words(
    'Tuoteryhmä puuttuu ERP-järjestelmästä',
    'Tuoteryhmää {group} ei ole ERP-järjestelmässä. Luo se siellä tai aseta uusien ryhmien tili yhteyden asetuksissa ja yritä uudelleen.',
  ),
  SalesAccountMissing: words(
    'Myyntitili puuttuu ERP-järjestelmästä',
    'Tuoteryhmällä {group} ei ole ERP-järjestelmässä myyntitiliä ALV-alueelle {zone}. Lisää se siellä tai aseta alueen tili yhteyden asetuksissa ja yritä uudelleen.',
  ),
  LayoutMissing: words(
    'Ulkoasu puuttuu',
    'Ei ulkoasua: lasku ja yhteyden asetukset eivät nimeä ulkoasua, joka on ERP-järjestelmässä. Valitse ulkoasu ja yritä uudelleen.',
  ),
  EmployeeMissing: words(
    'Työntekijä puuttuu ERP-järjestelmästä',
    'Työntekijää {employee} ei ole ERP-järjestelmässä. Luo työntekijä siellä ja yritä uudelleen.',
  ),
  ContactOfOtherCustomer: words(
    'Yhteyshenkilö kuuluu toiselle asiakkaalle',
    'Yhteyshenkilö {contact} ei kuulu tälle asiakkaalle ERP-järjestelmässä. Valitse toinen ja yritä uudelleen.',
  ),
  AccountMissing: words(
    'Tili puuttuu tai on lukittu',
    'Tiliä {account} ei ole ERP-järjestelmässä tai se on lukittu. Korjaa yhteyden asetukset ja yritä uudelleen.',
  ),
  DepartmentMissing: words(
    'Osasto puuttuu tai on suljettu',
    'Osastoa {department} ei ole ERP-järjestelmässä tai se on suljettu. Korjaa yhteyden asetukset tai avaa se siellä, ja yritä uudelleen.',
  ),
  ErpNumberTaken: words(
    'Numero on varattu ERP-järjestelmässä',
    'Numero {number} on jo käytetty ERP-järjestelmässä tai ei sovi sen numerojärjestykseen. Siirrä omaa numerosarjaamme tai anna ERP-järjestelmän numeroida.',
  ),
  VatZoneMissing: words(
    'ALV-alue puuttuu ERP-järjestelmästä',
    'ALV-aluetta {zone} ei ole ERP-järjestelmässä. Korjaa yhteyden asetukset ja yritä uudelleen.',
  ),
  CurrencyMissing: words(
    'Valuutta puuttuu ERP-järjestelmästä',
    'Valuuttaa {currency} ei ole ERP-järjestelmässä. Avaa se siellä ja yritä uudelleen.',
  ),
  NumberNotWhole: words(
    'Ei kokonaisluku',
    'ERP-järjestelmä hyväksyy numeroksi ({what}) vain kokonaisluvun väliltä 1–999999999, ja tämä on "{number}". Anna sellainen numero.',
  ),
  TooLong: words(
    'Liian pitkä ERP-järjestelmälle',
    '{field}: {length} merkkiä; ERP-järjestelmä hyväksyy {limit}. Lyhennä tekstiä ja yritä uudelleen.',
  ),
  EInvoiceImpossible: words('Verkkolaskua ei voi lähettää', 'Laskua ei voi lähettää sähköisesti: {reason}.'),
  ErpAccountDiffers: words(
    'Toinen ERP-tili',
    'Nämä tunnukset johtavat tiliin {now}, mutta yhteys kuuluu tilille {before}. Käytä tilin {before} avaimia tai luo uusi yhteys tilille {now}.',
  ),
  ErpAccountTaken: words(
    'Tili on jo yhdistetty',
    'Tili {account} on jo yhdistetty nimellä "{name}". Käytä sitä yhteyttä: toinen yhteys kirjaisi jokaisen tositteen kahdesti.',
  ),
  ErpRecordLinked: words(
    'Liitetty toiseen tietueeseen',
    '{kind} {ours} vastaa ERP-järjestelmän tietuetta {theirs}, joka on jo liitetty omaan tietueeseemme {other}. Anna jommallekummalle toinen nimi tai numero ja yritä uudelleen.',
  ),
  NotSentByPolicy: words(
    'Ei lähetetä asetusten mukaan',
    'Yhteyden asetusten mukaan tällaisia tositteita ei lähetetä. Ota siirto käyttöön tästä lähtien kirjattaville.',
  ),
  CreditedInvoiceNotTransferred: words(
    'Hyvitettävä lasku ei ole ERP-järjestelmässä',
    'Lasku {invoice}, jonka tämä hyvityslasku hyvittää, ei ole vielä ERP-järjestelmässä. Hyvityslasku lähetetään heti, kun laskun lopputulos on selvillä.',
  ),
  ConnectionPaused: words(
    'Yhteys on keskeytetty',
    'Yhteys on keskeytetty. Jatka sitä, jotta sen siirrot pääsevät liikkeelle.',
  ),
};
