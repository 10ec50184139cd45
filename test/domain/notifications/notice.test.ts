import { describe, expect, test } from '@jest/globals';
import { mailOf, noticeOf, type NoticeContent } from '../../../domain/notifications/notice.ts';
import { noticeLanguages, noticeWords } from '../../../domain/notifications/notice-words.ts';
import { notificationKinds } from '../../../domain/notifications/notification.entity.ts';

const content: NoticeContent = {
  kind: 'issue-opened',
  connection: { id: 'c0ffee', name: 'e-conomic' },
  issueId: '4711',
  cause: 'ErpUnavailable',
  causeParams: {},
  documents: 12,
  closedWhy: null,
};

describe('a notification in words', () => {
  const all = noticeLanguages.flatMap((language) =>
    notificationKinds.map((kind) => [language, kind] as const),
  );

  test.each(all)('in %s tells of %s, with nothing left to fill in', (language, kind) => {
    for (const documents of [1, 12])
      for (const connection of [content.connection, null]) {
        const { subject, text, todo } = noticeOf(
          { ...content, kind, documents, connection, cause: null },
          language,
        );
        const whole = [subject, text, todo].join('\n');
        expect(whole).not.toMatch(/[{}]/);
        expect(whole).toContain(connection?.name ?? noticeWords[language].anyConnection);
      }
  });

  test('says every language differently', () => {
    for (const kind of notificationKinds)
      expect(new Set(noticeLanguages.map((language) => noticeWords[language].kinds[kind].subject)).size).toBe(
        4,
      );
  });

  test('counts the documents, and speaks of one as one', () => {
    expect(noticeOf(content, 'en').text).toMatch(/^12 documents to e-conomic/);
    expect(noticeOf({ ...content, documents: 1 }, 'en').text).toMatch(/^A document to e-conomic/);
  });

  test.each(noticeLanguages)('in %s says of what persons settled not that its cause is gone', (language) => {
    const closed = { ...content, kind: 'issue-closed', cause: null } as const;
    for (const documents of [1, 12]) {
      const settled = noticeOf({ ...closed, documents, closedWhy: 'settled-by-hand' }, language);
      const carried = noticeOf({ ...closed, documents, closedWhy: 'carried' }, language);
      for (const part of ['subject', 'text', 'todo'] as const) {
        expect(settled[part]).not.toBe(carried[part]);
        expect(settled[part]).not.toMatch(/[{}]/);
      }
      expect(settled.text).toContain('e-conomic');
      expect(settled.text.includes('12')).toBe(documents === 12);
    }
  });

  test('leads to the issue, else to the connection, else to the list', () => {
    expect(noticeOf(content, 'en').path).toBe('/api/issues/4711');
    expect(noticeOf({ ...content, issueId: null }, 'en').path).toBe('/api/integrations/c0ffee');
    expect(noticeOf({ ...content, issueId: null, connection: null }, 'en').path).toBe('/api/notifications');
  });

  test('tells the cause where the catalogue knows it, and nothing of one that it does not', () => {
    expect(noticeOf(content, 'en').text.split('\n\n')).toHaveLength(2);
    expect(noticeOf({ ...content, cause: 'Gone' }, 'en').text.split('\n\n')).toHaveLength(1);
  });

  test('as a mail has the link and says why its reader gets it', () => {
    const reader = { email: 'bo@example.dk', language: 'da', agreementNumber: 1000 } as const;
    const mail = mailOf(content, reader, 'https://bilag.example.com');
    expect(mail.subject).toBe('e-conomic: bilag er standset');
    expect(mail.text).toContain('\nhttps://bilag.example.com/api/issues/4711\n');
    expect(mail.text).toContain('bo@example.dk er modtager af notifikationer for aftale 1000.');
  });
});
