import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import type { Caller, Em } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf } from '../lists.ts';
import { timelineRow } from '../schemas/transfers.ts';
import { attemptText, eventText } from '../timeline-words.ts';

const pathWorkflow = z.object({ id: z.string().max(400) });

const timeline = reading(
  {
    method: 'GET',
    path: '/api/workflows/{id}/timeline',
    scope: 'read',
    tag: 'workflows',
    summary: "A document's history in business words, oldest first.",
    description:
      'From our own records, kept for good: what was done to the document, and every attempt to carry it to an ERP. `id` is the `workflow_id` of a document or of a transfer.',
    params: pathWorkflow,
    query: listQuery(['at'], {}),
    answers: listAnswers('timeline', timelineRow),
  },
  async (em, { params, query }, { caller }) => {
    const subject = subjectOf(params.id, caller);
    const entries = [...(await events(em, subject)), ...(await attempts(em, subject))];
    if (entries.length === 0) throw unknownWorkflow(params.id);
    const page = pageOf(query);
    entries.sort((a, b) => (page.direction === 'asc' ? 1 : -1) * (a.at.getTime() - b.at.getTime()));
    const rows = entries.slice(page.offset, page.offset + page.limit);
    return listAnswer('timeline', rows, entries.length, page, { fields: query.fields, schema: timelineRow });
  },
);

/** What an id of a workflow is about. */
interface Subject {
  readonly documentId: string;
  /** Only this connection's part, where the id is a transfer's. */
  readonly connectionId?: string;
}

const isUuid = (text: string | undefined): text is string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? '');

/** Reads `customer-invoice:<agreement>:<document>` and `transfer:<connection>:<kind>:<document>`; others exist for nobody. */
function subjectOf(id: string, caller: Caller): Subject {
  const [kind, second, third, fourth] = id.split(':');
  if (kind === 'customer-invoice' && second === String(caller.agreementNumber) && isUuid(third))
    return { documentId: third };
  if (kind === 'transfer' && isUuid(second) && isUuid(fourth))
    return { documentId: fourth, connectionId: second };
  throw unknownWorkflow(id);
}

const unknownWorkflow = (id: string): DomainError =>
  new DomainError('NotFound', { what: `The workflow ${id}` });

interface Entry {
  readonly at: Date;
  readonly text: string;
  readonly actor: string;
  readonly action: string;
  readonly integration_id: string | null;
  readonly cause: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

async function events(em: Em, subject: Subject): Promise<Entry[]> {
  const rows = await em.find(
    DocumentEvent,
    { documentId: subject.documentId },
    { orderBy: { sequence: 'asc' } },
  );
  return rows
    .map((event) => ({
      at: event.at,
      text: eventText(event),
      actor: event.actor,
      action: event.action,
      integration_id: textOf(event.after, 'connection'),
      cause: textOf(event.after, 'cause'),
      before: event.before ?? null,
      after: event.after ?? null,
    }))
    .filter((entry) => subject.connectionId === undefined || entry.integration_id === subject.connectionId);
}

function textOf(data: unknown, field: string): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const value = (data as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : null;
}

async function attempts(em: Em, subject: Subject): Promise<Entry[]> {
  const transfers = await em.find(Transfer, {
    documentId: subject.documentId,
    ...(subject.connectionId !== undefined && { connection: subject.connectionId }),
  });
  const writes = await em.find(
    ErpWrite,
    { transferId: { $in: transfers.map((transfer) => transfer.id) } },
    { populate: ['connection'], orderBy: { intendedAt: 'asc' } },
  );
  return writes.map((write) => ({
    at: write.settledAt ?? write.claimedAt ?? write.intendedAt,
    text: attemptText(write, write.connection.provider),
    actor: 'system',
    action: write.kind,
    integration_id: write.connection.id,
    cause: write.cause ?? null,
    before: null,
    after: write.identity ?? null,
  }));
}

export const timelineEndpoints: readonly Endpoint[] = [timeline];
