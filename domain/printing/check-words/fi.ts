import type { CheckWords } from './check-words.ts';

/** Finnish. */
export const fi: CheckWords = {
  parties: {
    customer: { Party: 'Asiakas', PartyHas: 'Asiakkaalla', PartyTo: 'Asiakkaalle' },
    supplier: { Party: 'Toimittaja', PartyHas: 'Toimittajalla', PartyTo: 'Toimittajalle' },
  },
  shown: '"{field}" näkyy PDF-tiedostossa: {document}.',
  hidden: '"{field}" ei näy PDF-tiedostossa: {document}. Korjaa epäonnistuneet vaiheet ensimmäisestä alkaen.',
  nothingToShow:
    '"{field}" ei näy PDF-tiedostossa: {document}. Asiakirjassa tai sen ulkoasussa ei ole siinä mitään näytettävää.',
  customerHasLayout: '{PartyHas} {customer} on ulkoasu {customer_layout}; uudet asiakirjat saavat sen.',
  customerHasNone:
    '{PartyHas} {customer} ei ole ulkoasua, joten uudet asiakirjat eivät saa sitä. Aseta se sille.',
  documentHasLayout: 'Asiakirjalla on ulkoasu {layout}: {document}.',
  documentHasNone:
    'Asiakirjalla ei ole ulkoasua: {document}. Aseta se asiakirjalle; sen voi tehdä myös kirjatulle.',
  notSetLater:
    '{PartyTo} {customer} ei ole asetettu toista ulkoasua asiakirjan luomisen jälkeen: {document}.',
  setLater:
    '{Party} {customer} sai ulkoasun {customer_layout} vasta {changed}, kun {document} oli jo luotu {made}. Asiakirja säilyttää silloisen: aseta ulkoasu itse asiakirjalle.',
  changedLater:
    '{Party} {customer} sai ulkoasun {customer_layout} {changed}, kun {document} oli jo luotu {made}; asiakirjalla säilyy ulkoasu {layout}.',
  fieldIsOn: 'Alipohjassa "{field}" on käytössä.',
  fieldIsOff: 'Ulkoasun {layout} alipohjassa "{field}" ei ole käytössä. Ota se käyttöön.',
  fieldIsOffWithoutLayout: 'Asiakirja ilman ulkoasua ei näytä kenttää "{field}". Anna sille ensin ulkoasu.',
};
