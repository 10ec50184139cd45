import type { AgreementSettings } from '../agreements/agreement.entity.ts';

/** Whom people ask for help; null where there is no such way. */
export interface SupportContacts {
  readonly email: string | null;
  readonly phone: string | null;
  readonly chatUrl: string | null;
  readonly openingHours: string | null;
}

/** The contacts of an agreement: its own settings, each in place of the installation's. */
export const supportFor = (settings: AgreementSettings, installation: SupportContacts): SupportContacts => ({
  email: settings.supportEmail ?? installation.email,
  phone: settings.supportPhone ?? installation.phone,
  chatUrl: settings.supportChatUrl ?? installation.chatUrl,
  openingHours: settings.supportOpeningHours ?? installation.openingHours,
});
