import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Sent } from './webhook-sender.ts';

/** One mail to one recipient. */
export interface Mail {
  /** The same at every attempt and replay, so that a mail sent twice is the same message. */
  readonly deliveryId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The sender's name in place of the installation's; the address stays. */
  readonly fromName?: string | null;
  /** Where an answer goes; default: to the sender. */
  readonly replyTo?: string | null;
  readonly attachment?: { readonly filename: string; readonly content: Buffer; readonly contentType: string };
  /** When what it tells of happened. */
  readonly date: Date;
}

export interface MailerOptions {
  /** Where it is left out, mails become files. */
  readonly smtpUrl: string | undefined;
  readonly from: string;
  /** Folder of those files. */
  readonly dir: string;
}

export interface Mailer {
  /** False where mails become files. */
  readonly hasServer: boolean;
  /** Sends once and never throws for what the mail server or the network does. */
  send(mail: Mail): Promise<Sent>;
  close(): void;
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Mails by SMTP, or as files of RFC 5322 where there is no server. */
export function createMailer({ smtpUrl, from, dir }: MailerOptions): Mailer {
  const domain = /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  const address = /<([^\s<>]+)>\s*$/.exec(from)?.[1] ?? from;
  const message = ({ deliveryId, to, subject, text, date, fromName, replyTo, attachment }: Mail) => ({
    from: fromName ? { name: fromName, address } : from,
    ...(replyTo && { replyTo }),
    ...(attachment && { attachments: [attachment] }),
    to: { name: '', address: to },
    subject,
    text,
    date,
    messageId: `<${deliveryId}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  if (smtpUrl === undefined) {
    const files = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    return {
      hasServer: false,
      send: (mail) =>
        attempt(async () => {
          const written = await files.sendMail(message(mail));
          const file = join(dir, `${mail.deliveryId}.eml`);
          await mkdir(dir, { recursive: true, mode: 0o700 });
          await writeFile(file, written.message as Buffer, { mode: 0o600 });
          return { outcome: 'delivered', status: null, response: `written to ${file}`, error: null };
        }),
      close: () => undefined,
    };
  }
  const smtp = createTransport({ url: smtpUrl, ...timeouts });
  return {
    hasServer: true,
    send: (mail) =>
      attempt(async () => {
        const { response } = await smtp.sendMail(message(mail));
        return { outcome: 'delivered', status: statusIn(response), response, error: null };
      }),
    close: () => {
      smtp.close();
    },
  };
}

const statusIn = (response: string): number | null => {
  const code = Number.parseInt(response, 10);
  return Number.isNaN(code) ? null : code;
};

/** What nodemailer tells of a failure. */
interface SmtpFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

async function attempt(send: () => Promise<Sent>): Promise<Sent> {
  try {
    return await send();
  } catch (thrown) {
    const { code, responseCode, response, message = String(thrown) } = thrown as SmtpFailure;
    // A log-in that is refused is the operator's to mend, and says nothing about the mail.
    const isRefused = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
    return {
      outcome: isRefused ? 'refused' : 'failed',
      status: responseCode ?? null,
      response: response ?? null,
      error: response === undefined ? message : `The mail server answered: ${response}`,
    };
  }
}
