import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMailer, type Mailer } from '../../../activities/deliveries/mailer.ts';
import { startMailServer, type MailServer } from '../../support/mail-server.ts';
import { testMailDir, testMailFrom } from '../../support/senders.ts';

let server: MailServer;
let mailer: Mailer;

beforeAll(async () => {
  server = await startMailServer();
  mailer = createMailer({ smtpUrl: server.url, from: testMailFrom, dir: '' });
});
afterAll(async () => {
  mailer.close();
  await server.close();
});
beforeEach(() => {
  server.accepts();
  server.mails.length = 0;
});

const mail = {
  deliveryId: '0199c0de-0000-4000-8000-000000000002',
  to: 'bogholderi@example.dk',
  subject: 'e-conomic: bilag er standset på Ærø',
  text: 'Et bilag er standset.\n\nhttps://bilag.example.com/api/issues/1\n',
  date: new Date('2026-11-28T08:00:00Z'),
};

describe('a mail', () => {
  test('goes to its recipient by SMTP, and is the same message when it is sent again', async () => {
    const sent = await mailer.send(mail);
    expect(sent).toMatchObject({ outcome: 'delivered', status: 250, error: null });
    expect(sent.response).toContain('queued as 4711');
    await mailer.send(mail);
    expect(server.mails.map(({ to }) => to)).toEqual([[mail.to], [mail.to]]);
    const [first, second] = server.mails.map(({ message }) => message);
    expect(second).toBe(first);
    expect(first).toContain(`Message-ID: <${mail.deliveryId}@example.com>`);
    expect(first).toContain('From: Bilag <bilag@example.com>');
    expect(first).toContain('Date: Sat, 28 Nov 2026 08:00:00 +0000');
    expect(first).toContain('Auto-Submitted: auto-generated');
    expect(first).toContain('https://bilag.example.com/api/issues/1');
  });

  test("is refused for good by a 5xx, in the server's words", async () => {
    server.refuses(550, 'No such mailbox');
    const sent = await mailer.send(mail);
    expect(sent).toMatchObject({ outcome: 'refused', status: 550 });
    expect(sent.error).toContain('The mail server answered: 550 No such mailbox');
  });

  test('has failed with a 4xx, and may come again', async () => {
    server.refuses(451, 'Greylisted');
    const sent = await mailer.send(mail);
    expect(sent).toMatchObject({ outcome: 'failed', status: 451 });
    expect(sent.error).toContain('451 Greylisted');
  });

  test('has failed where the log-in is refused, for that says nothing about the mail', async () => {
    const stranger = createMailer({
      smtpUrl: server.url.replace('smtp://', 'smtp://me:wrong@'),
      from: testMailFrom,
      dir: '',
    });
    expect(await stranger.send(mail)).toMatchObject({ outcome: 'failed', status: 535 });
    stranger.close();
  });

  test('has failed where no server listens', async () => {
    const away = createMailer({ smtpUrl: 'smtp://127.0.0.1:9', from: testMailFrom, dir: '' });
    expect(await away.send(mail)).toMatchObject({ outcome: 'failed', status: null, response: null });
    away.close();
  });

  test('becomes a file of RFC 5322 without a server', async () => {
    const files = createMailer({ smtpUrl: undefined, from: testMailFrom, dir: testMailDir() });
    expect(await files.send(mail)).toMatchObject({ outcome: 'delivered' });
    const text = readFileSync(join(testMailDir(), `${mail.deliveryId}.eml`), 'utf8');
    expect(text).toContain('To: bogholderi@example.dk\r\n');
    expect(text).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(text).not.toMatch(/[^\r]\n/);
  });

  test.each(['x@example.dk\r\nBcc: all@example.dk', 'x@example.dk, y@example.dk'])(
    'to %j reaches nobody else',
    async (to) => {
      await mailer.send({ ...mail, to });
      expect(server.mails.flatMap((sent) => sent.to).filter((address) => /all@|y@/.test(address))).toEqual(
        [],
      );
    },
  );
});
