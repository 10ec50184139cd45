import { z } from 'zod';
import type { MailWish } from '../../domain/deliveries/document-mail.service.ts';
import { email } from '../../domain/field-rules.ts';
import { requiredText } from './common.ts';

/** A wish for mail with the action that makes a document final. */
export const mailWish = () =>
  z
    .strictObject({
      send: z.boolean().optional().describe('Whether it is mailed; true where `to` is given.'),
      to: requiredText(255)
        .refine((address) => email(address) === undefined, 'must be one e-mail address')
        .optional()
        .describe("The party's own address for such documents where nothing is said."),
    })
    .optional()
    .describe('Mails the document as its PDF, once the action is done.');

/** What the command of an action keeps of such a wish: nothing where no mail is wanted. */
export function askedMail({ to, send = to !== undefined }: z.output<ReturnType<typeof mailWish>> = {}): {
  readonly mail?: MailWish;
} {
  return send ? { mail: to === undefined ? {} : { to } } : {};
}
