import type { MessageLanguage } from '../languages.ts';
import type { UserLinkKind } from './user-link.entity.ts';

/** What a mail with a link tells of. */
export interface AccountMail {
  readonly kind: UserLinkKind;
  readonly company: string;
  readonly agreementNumber: number;
  readonly email: string;
  readonly name: string;
  readonly language: MessageLanguage;
  /** The link's token. */
  readonly token: string;
  readonly expiresAt: Date;
}

interface Words {
  readonly subject: string;
  readonly text: string;
  /** Stands before the link. */
  readonly todo: string;
  readonly footer: string;
}

/** The words of the mails; `{company}`, `{agreement}`, `{name}`, `{email}` and `{until}` are filled in. */
const words: Readonly<Record<MessageLanguage, Readonly<Record<UserLinkKind, Words>>>> = {
  en: {
    invitation: {
      subject: 'You are invited to {company} in Bilag',
      text: 'Hello {name}. You are to work in {company}, agreement {agreement}, as {email}.',
      todo: 'Set your password here, once, until {until}:',
      footer: 'If you do not know {company}, do nothing: without the link nobody can log in as you.',
    },
    'password-reset': {
      subject: 'A new password for {company} in Bilag',
      text: 'Hello {name}. Somebody asked for a new password of {email} in {company}, agreement {agreement}.',
      todo: 'Set it here, once, until {until}; then you are logged out everywhere:',
      footer: 'If it was not you, do nothing: your password stays as it is.',
    },
  },
  da: {
    invitation: {
      subject: 'Du er inviteret til {company} i Bilag',
      text: 'Hej {name}. Du skal arbejde i {company}, aftale {agreement}, som {email}.',
      todo: 'Vælg din adgangskode her, én gang, senest {until}:',
      footer: 'Kender du ikke {company}, så gør ingenting: uden linket kan ingen logge ind som dig.',
    },
    'password-reset': {
      subject: 'Ny adgangskode til {company} i Bilag',
      text: 'Hej {name}. Nogen har bedt om en ny adgangskode til {email} i {company}, aftale {agreement}.',
      todo: 'Vælg den her, én gang, senest {until}; derefter er du logget ud alle steder:',
      footer: 'Var det ikke dig, så gør ingenting: din adgangskode forbliver, som den er.',
    },
  },
  nb: {
    invitation: {
      subject: 'Du er invitert til {company} i Bilag',
      text: 'Hei {name}. Du skal arbeide i {company}, avtale {agreement}, som {email}.',
      todo: 'Velg passordet ditt her, én gang, senest {until}:',
      footer: 'Kjenner du ikke {company}, gjør ingenting: uten lenken kan ingen logge inn som deg.',
    },
    'password-reset': {
      subject: 'Nytt passord til {company} i Bilag',
      text: 'Hei {name}. Noen har bedt om nytt passord til {email} i {company}, avtale {agreement}.',
      todo: 'Velg det her, én gang, senest {until}; deretter er du logget ut overalt:',
      footer: 'Var det ikke deg, gjør ingenting: passordet ditt forblir som det er.',
    },
  },
  fi: {
    invitation: {
      subject: 'Sinut on kutsuttu: {company}, Bilag',
      text: 'Hei {name}. Sinut on kutsuttu yritykseen {company}, sopimus {agreement}, osoitteella {email}.',
      todo: 'Aseta salasanasi täällä, kerran, viimeistään {until}:',
      footer:
        'Jos {company} on sinulle tuntematon, älä tee mitään: ilman linkkiä kukaan ei voi kirjautua nimissäsi.',
    },
    'password-reset': {
      subject: 'Uusi salasana: {company}, Bilag',
      text: 'Hei {name}. Osoitteelle {email} on pyydetty uutta salasanaa: {company}, sopimus {agreement}.',
      todo: 'Aseta se täällä, kerran, viimeistään {until}; sen jälkeen sinut on kirjattu ulos kaikkialta:',
      footer: 'Jos et pyytänyt sitä, älä tee mitään: salasanasi pysyy ennallaan.',
    },
  },
};

const paths: Readonly<Record<UserLinkKind, string>> = {
  invitation: 'invitations',
  'password-reset': 'password-resets',
};

/** Subject and plain text of a mail with a link; `accountUrl` has no slash at its end. */
export function accountMailOf(
  mail: AccountMail,
  accountUrl: string,
): { readonly subject: string; readonly text: string } {
  const values: Readonly<Record<string, string>> = {
    company: mail.company,
    agreement: String(mail.agreementNumber),
    name: mail.name,
    email: mail.email,
    until: `${mail.expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  };
  const filled = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const { subject, text, todo, footer } = words[mail.language][mail.kind];
  const link = `${accountUrl}/${paths[mail.kind]}/${mail.token}`;
  return {
    subject: filled(subject),
    text: [filled(text), `${filled(todo)}\n${link}`, `-- \n${filled(footer)}`, ''].join('\n\n'),
  };
}
