import type { DomainError } from '../domain/errors.ts';
import { errorMessage } from '../domain/errors.ts';
import type { MessageLanguage } from '../domain/languages.ts';
import { escapeHtml } from './html.ts';
import type { Answer } from './context.ts';

/** What became of a request of a browser. */
export type PageOutcome = { readonly answer: Answer } | { readonly refusal: DomainError };

interface Words {
  readonly title: string;
  /** Before `name, e-mail, company`. */
  readonly whose: string;
  readonly label: string;
  readonly rule: string;
  readonly refused: string;
  readonly submit: string;
  readonly done: string;
  readonly ended: string;
}

const words: Readonly<Record<MessageLanguage, Words>> = {
  en: {
    title: 'Set your password',
    whose: 'For',
    label: 'New password',
    rule: '12 to 256 characters; not your name or address, and none that is tried first.',
    refused: 'This password was not taken. Choose another one.',
    submit: 'Set password',
    done: 'Your password is set. Log in with it.',
    ended: 'This link cannot be used any more. Ask for a new one.',
  },
  da: {
    title: 'Vælg din adgangskode',
    whose: 'For',
    label: 'Ny adgangskode',
    rule: '12 til 256 tegn; ikke dit navn eller din adresse, og ingen, der prøves først.',
    refused: 'Adgangskoden blev ikke godtaget. Vælg en anden.',
    submit: 'Gem adgangskode',
    done: 'Din adgangskode er gemt. Log ind med den.',
    ended: 'Linket kan ikke bruges mere. Bed om et nyt.',
  },
  nb: {
    title: 'Velg passordet ditt',
    whose: 'For',
    label: 'Nytt passord',
    rule: '12 til 256 tegn; ikke navnet eller adressen din, og ingen som prøves først.',
    refused: 'Passordet ble ikke godtatt. Velg et annet.',
    submit: 'Lagre passord',
    done: 'Passordet ditt er lagret. Logg inn med det.',
    ended: 'Lenken kan ikke brukes lenger. Be om en ny.',
  },
  fi: {
    title: 'Aseta salasanasi',
    whose: 'Käyttäjä',
    label: 'Uusi salasana',
    rule: '12–256 merkkiä; ei nimesi tai osoitteesi eikä mikään ensimmäisenä kokeiltavista.',
    refused: 'Salasanaa ei hyväksytty. Valitse toinen.',
    submit: 'Tallenna salasana',
    done: 'Salasanasi on tallennettu. Kirjaudu sisään sillä.',
    ended: 'Linkkiä ei voi enää käyttää. Pyydä uusi.',
  },
};

/** Whose link it is, as the endpoint answers it. */
interface Owner {
  readonly email: string;
  readonly name: string;
  readonly company: string;
}

const ownerIn = (answer: Answer): Owner | undefined =>
  Object.values((answer.body ?? {}) as Readonly<Record<string, Owner>>)[0];

/** The form sends to its own address, so that the page itself holds no token. */
function form(said: Words, owner: Owner | undefined, isRefused: boolean): string {
  const whose = owner && `${owner.name}, ${owner.email}, ${owner.company}`;
  return `${whose === undefined ? '' : `<p>${said.whose} <strong>${escapeHtml(whose)}</strong></p>`}
      ${isRefused ? `<p id="refused" role="alert">${said.refused}</p>` : ''}
      <form method="post">
        ${owner === undefined ? '' : `<input type="hidden" autocomplete="username" value="${escapeHtml(owner.email)}">`}
        <p><label for="password">${said.label}</label></p>
        <p><input id="password" name="password" type="password" autocomplete="new-password" required minlength="12"
          maxlength="256" aria-describedby="rule${isRefused ? ' refused" aria-invalid="true' : ''}"></p>
        <p id="rule">${said.rule}</p>
        <p><button type="submit">${said.submit}</button></p>
      </form>`;
}

function contentOf(outcome: PageOutcome, language: MessageLanguage): string {
  const said = words[language];
  if ('answer' in outcome)
    return outcome.answer.body === undefined
      ? `<p role="status">${said.done}</p>`
      : form(said, ownerIn(outcome.answer), false);
  const { refusal } = outcome;
  if (refusal.code === 'InvalidInput') return form(said, undefined, true);
  const message =
    refusal.code === 'LinkNotValid' ? said.ended : errorMessage(refusal.code, refusal.params, language);
  return `<p role="alert">${escapeHtml(message)}</p>`;
}

/** The page behind the link of a mail: a form without any script, or what became of it. */
export function passwordPage(outcome: PageOutcome, language: MessageLanguage): string {
  const { title } = words[language];
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>${title} – Bilag</title>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${contentOf(outcome, language)}
    </main>
  </body>
</html>
`;
}
