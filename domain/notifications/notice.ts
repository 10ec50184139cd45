import { errorMessage, isErrorCode, type ErrorParams } from '../errors.ts';
import type { IssueEnd } from '../issues/issue.entity.ts';
import { noticeWords, type NoticeLanguage } from './notice-words.ts';
import type { NotificationKind } from './notification.entity.ts';

/** What a notification tells of. */
export interface NoticeContent {
  readonly kind: NotificationKind;
  /** The connection's id and name; null where it concerns none. */
  readonly connection: { readonly id: string; readonly name: string } | null;
  readonly issueId: string | null;
  readonly cause: string | null;
  readonly causeParams: ErrorParams | null;
  readonly documents: number;
  /** Why the issue closed, where it tells of that; an issue that persons settled says nothing of its cause. */
  readonly closedWhy: IssueEnd | null;
}

/** A notification in words. */
export interface Notice {
  readonly subject: string;
  /** What happened, and the cause with what to do about it where there is one. */
  readonly text: string;
  /** Path of what it is about, in the API. */
  readonly path: string;
  /** What stands before the link. */
  readonly todo: string;
}

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** The notification in a language. The cause is told by the error catalogue, where the fix stands too. */
export function noticeOf(content: NoticeContent, language: NoticeLanguage): Notice {
  const words = noticeWords[language];
  const kind = content.closedWhy === 'settled-by-hand' ? words.settledByHand : words.kinds[content.kind];
  const values = {
    connection: content.connection?.name ?? words.anyConnection,
    documents: String(content.documents),
  };
  const { cause } = content;
  const why = isErrorCode(cause) ? [errorMessage(cause, content.causeParams ?? {}, language)] : [];
  return {
    subject: filled(kind.subject, values),
    text: [filled(content.documents === 1 ? kind.introOfOne : kind.intro, values), ...why].join('\n\n'),
    path: pathOf(content),
    todo: kind.todo,
  };
}

function pathOf({ issueId, connection }: NoticeContent): string {
  if (issueId !== null) return `/api/issues/${issueId}`;
  return connection === null ? '/api/notifications' : `/api/integrations/${connection.id}`;
}

/** Subject and body of a mail: plain text, a link, and why the reader gets it. */
export function mailOf(
  content: NoticeContent,
  reader: { readonly email: string; readonly language: NoticeLanguage; readonly agreementNumber: number },
  publicUrl: string,
): { readonly subject: string; readonly text: string } {
  const { subject, text, todo, path } = noticeOf(content, reader.language);
  const footer = filled(noticeWords[reader.language].footer, {
    email: reader.email,
    agreement: String(reader.agreementNumber),
  });
  return { subject, text: [text, `${todo}\n${publicUrl}${path}`, `-- \n${footer}`, ''].join('\n\n') };
}
