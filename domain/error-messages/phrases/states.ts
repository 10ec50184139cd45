import { type Phrase, say } from './phrase.ts';

/** States as people call them; the problem's own `state` keeps the code. */
export const states: readonly Phrase[] = [
  say('draft', 'kladde', 'kladd', 'luonnos'),
  say('booked', 'bogført', 'bokført', 'kirjattu'),
  say('archived', 'arkiveret', 'arkivert', 'arkistoitu'),
  say('not transferred', 'ikke overført', 'ikke overført', 'ei siirretty'),
  say('waiting', 'venter', 'venter', 'odottaa'),
  say('checking', 'kontrolleres', 'kontrolleres', 'tarkistetaan'),
  say('sending', 'sendes', 'sendes', 'lähetetään'),
  say('transferred', 'overført', 'overført', 'siirretty'),
  say('blocked', 'blokeret', 'blokkert', 'estetty'),
  say('refused', 'afvist', 'avvist', 'hylätty'),
  say('unknown', 'ukendt udfald', 'ukjent utfall', 'lopputulos ei tiedossa'),
  say('conflict', 'konflikt', 'konflikt', 'ristiriita'),
  say('skipped', 'sprunget over', 'hoppet over', 'ohitettu'),
  say('marked-done', 'markeret som udført', 'merket som utført', 'merkitty valmiiksi'),
  say('severed', 'afbrudt', 'brutt', 'katkaistu'),
];

/** How far a request came that was not answered well. */
export const done: readonly Phrase[] = [
  say('Nothing was done.', 'Intet er gjort.', 'Ingenting er gjort.', 'Mitään ei tehty.'),
  say(
    'It is not known whether it was done.',
    'Det vides ikke, om det blev gjort.',
    'Det er ikke kjent om det ble gjort.',
    'Ei ole tiedossa, tehtiinkö se.',
  ),
];

/** Where a list is empty. */
export const nothing: readonly Phrase[] = [say('nothing', 'intet', 'ingenting', 'ei mitään')];
