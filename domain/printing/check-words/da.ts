import type { CheckWords } from './check-words.ts';

/** Danish. */
export const da: CheckWords = {
  parties: {
    customer: { Party: 'Kunde', party: 'kunde' },
    supplier: { Party: 'Leverandør', party: 'leverandør' },
  },
  shown: '"{field}" vises på PDF\'en af {document}.',
  hidden: '"{field}" er ikke på PDF\'en af {document}. Ret de trin, der fejler, fra det første.',
  nothingToShow:
    '"{field}" er ikke på PDF\'en af {document}: dokumentet eller dets layout har intet at vise der.',
  customerHasLayout: '{Party} {customer} har layout {customer_layout}; nye dokumenter får det.',
  customerHasNone: '{Party} {customer} har intet layout, så nye dokumenter får intet. Vælg et der.',
  documentHasLayout: '{document} har layout {layout}.',
  documentHasNone:
    '{document} har intet layout. Vælg et på dokumentet; det kan også gøres, når det er bogført.',
  notSetLater: 'Der er ikke valgt et andet layout på {party} {customer}, efter at {document} blev oprettet.',
  setLater:
    '{Party} {customer} fik først layout {customer_layout} {changed}, efter at {document} blev oprettet {made}. Et dokument beholder det, der var da: vælg layoutet på selve dokumentet.',
  changedLater:
    '{Party} {customer} fik layout {customer_layout} {changed}, efter at {document} blev oprettet {made}; dokumentet beholder layout {layout}.',
  fieldIsOn: 'Underlayoutet har "{field}" slået til.',
  fieldIsOff: 'Underlayoutet i layout {layout} har "{field}" slået fra. Slå det til.',
  fieldIsOffWithoutLayout: 'Et dokument uden layout viser ikke "{field}". Giv det først et layout.',
};
