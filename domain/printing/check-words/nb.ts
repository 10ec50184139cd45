import type { CheckWords } from './check-words.ts';

/** Norwegian (bokmål). */
export const nb: CheckWords = {
  parties: {
    customer: { Party: 'Kunde', party: 'kunde' },
    supplier: { Party: 'Leverandør', party: 'leverandør' },
  },
  shown: '"{field}" vises på PDF-en av {document}.',
  hidden: '"{field}" er ikke på PDF-en av {document}. Rett trinnene som feiler, fra det første.',
  nothingToShow:
    '"{field}" er ikke på PDF-en av {document}: dokumentet eller layouten har ingenting å vise der.',
  customerHasLayout: '{Party} {customer} har layout {customer_layout}; nye dokumenter får den.',
  customerHasNone: '{Party} {customer} har ingen layout, så nye dokumenter får ingen. Velg en der.',
  documentHasLayout: '{document} har layout {layout}.',
  documentHasNone:
    '{document} har ingen layout. Velg en på dokumentet; det kan også gjøres når det er bokført.',
  notSetLater: 'Det er ikke valgt en annen layout på {party} {customer} etter at {document} ble opprettet.',
  setLater:
    '{Party} {customer} fikk først layout {customer_layout} {changed}, etter at {document} ble opprettet {made}. Et dokument beholder det som var da: velg layouten på selve dokumentet.',
  changedLater:
    '{Party} {customer} fikk layout {customer_layout} {changed}, etter at {document} ble opprettet {made}; dokumentet beholder layout {layout}.',
  fieldIsOn: 'Underlayouten har "{field}" slått på.',
  fieldIsOff: 'Underlayouten i layout {layout} har "{field}" slått av. Slå det på.',
  fieldIsOffWithoutLayout: 'Et dokument uten layout viser ikke "{field}". Gi det en layout først.',
};
