import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server on loopback. */
export interface MailServer {
  readonly url: string;
  readonly mails: { readonly to: readonly string[]; readonly message: string }[];
  /** Refuses recipients with this code and these words until told otherwise. */
  refuses(code: number, words: string): void;
  accepts(): void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: { to: string[]; message: string }[] = [];
  let refusal: Error | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, callback) => {
      callback(refusal);
    },
    onData: (stream, session, callback) => {
      void text(stream).then((message) => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), message });
        callback(null, 'queued as 4711');
      });
    },
    onAuth: (_auth, _session, callback) => {
      callback(Object.assign(new Error('Who are you?'), { responseCode: 535 }));
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    refuses: (code, words) => {
      refusal = Object.assign(new Error(words), { responseCode: code });
    },
    accepts: () => {
      refusal = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** A message whose body is quoted-printable, as its reader sees it. */
export const decoded = (message: string): string =>
  Buffer.from(
    message
      .replaceAll(/=\r?\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** The subject of a message, as its reader sees it. */
export const subjectOf = (message: string): string =>
  (/^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(message)?.[1] ?? '')
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?q\?(.*?)\?=/gi, (_, words: string) => decoded(words.replaceAll('_', ' ')))
    .replaceAll(/=\?utf-8\?b\?(.*?)\?=/gi, (_, words: string) =>
      Buffer.from(words, 'base64').toString('utf8'),
    )
    .replaceAll(/\r?\n[ \t]/g, ' ');

/** The first file that a message carries. */
export const attachmentOf = (message: string): Buffer =>
  Buffer.from(
    /Content-Disposition: attachment[\s\S]*?\r?\n\r?\n([\w+/=\r\n]+)/.exec(message)?.[1] ?? '',
    'base64',
  );
