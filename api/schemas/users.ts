import { z } from 'zod';
import { messageLanguages } from '../../domain/languages.ts';
import { passwordLengthMax, passwordLengthMin } from '../../domain/users/password.ts';
import { roles } from '../../domain/users/rights.ts';
import { userEmailMax, userStatuses } from '../../domain/users/user.entity.ts';
import { moment, requiredText } from './common.ts';

const messageLanguage = z.enum(messageLanguages, `must be one of ${messageLanguages.join(', ')}`);

const someRoles = z
  .array(z.enum(roles, `must be one of ${roles.join(', ')}`))
  .min(1, 'must name one role at least');

export const userRow = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    language: z.enum(messageLanguages),
    status: z.enum(userStatuses),
    is_barred: z.boolean(),
    roles: z.array(z.enum(roles)),
    password_set_at: moment.nullable(),
    last_login_at: moment.nullable(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'User' });

export const userBody = z
  .strictObject({
    email: requiredText(userEmailMax),
    name: requiredText(255),
    language: messageLanguage.optional().describe('In which mails to him are written; English by default.'),
    roles: someRoles,
  })
  .meta({ id: 'UserCreate' });

export const userChange = z
  .strictObject({
    name: requiredText(255).optional(),
    language: messageLanguage.optional(),
    roles: someRoles.optional(),
    is_barred: z.boolean().optional().describe('True ends his sessions and lets him in no more.'),
  })
  .meta({ id: 'UserUpdate' });

/** Passwords that are asked about: anything of bearable size. */
export const anyPassword = z
  .string('must be a text')
  .min(1, 'must not be empty')
  .max(passwordLengthMax * 4);

/** A new password; the rules beyond its size are those of `domain/users/password.ts`. */
export const newPassword = anyPassword.describe(
  `${passwordLengthMin} to ${passwordLengthMax} characters; not the name or address, nor one of those that everybody tries.`,
);

export const logInBody = z
  .strictObject({
    agreement_number: z
      .int()
      .min(1)
      .max(99_999)
      .optional()
      .describe('Needed where the address is used in several agreements.'),
    email: requiredText(255),
    password: anyPassword,
  })
  .meta({ id: 'LogIn' });

export const sessionRow = z
  .object({
    id: z.uuid(),
    is_current: z.boolean().describe('True for the one that asks.'),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: moment,
    last_used_at: moment.describe('To the minute.'),
    expires_at: moment.describe('Then it has ended at the latest.'),
  })
  .meta({ id: 'Session' });

export const newSessionRow = sessionRow
  .extend({
    token: z.string().describe('Send it as `Authorization: Bearer <token>`. Shown this once.'),
    agreement_number: z.int(),
    user: userRow,
  })
  .meta({ id: 'NewSession' });
