import { z } from 'zod';
import { documentKinds } from '../../domain/documents/kinds.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Caller } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf } from '../lists.ts';
import { timelineRow } from '../schemas/transfers.ts';
import type { Entry } from '../timeline/entry.ts';
import { timelineRows } from '../timeline/rows.ts';
import type { Subject } from '../timeline/rows.ts';
import { tellTimeline } from '../timeline/timeline.ts';

const pathWorkflow = z.object({ id: z.string().max(400) });

const timeline = reading(
  {
    method: 'GET',
    path: '/api/workflows/{id}/timeline',
    scope: 'read',
    tag: 'workflows',
    summary: "A document's history in business words, oldest first.",
    description:
      'From our own records, kept for good: what was done to the document and by whom, every attempt to carry it to an ERP, what the ERP answered, what was decided on it, waits and retries. Entries come in the order in which one led to the other. Of the pauses of a connection the last one is told. `id` is the `workflow_id` of a document or of a transfer.',
    isWorded: true,
    params: pathWorkflow,
    query: listQuery(['at'], {}),
    answers: listAnswers('timeline', timelineRow),
  },
  async (em, { params, query }, { caller, language }) => {
    const subject = subjectOf(params.id, caller);
    const entries = tellTimeline(await timelineRows(em, subject), subject, language);
    if (entries.length === 0) throw unknownWorkflow(params.id);
    const page = pageOf(query);
    if (page.direction === 'desc') entries.reverse();
    const rows = entries.slice(page.offset, page.offset + page.limit).map(entryView);
    return listAnswer('timeline', rows, entries.length, page, { fields: query.fields, schema: timelineRow });
  },
);

const isUuid = (text: string | undefined): text is string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? '');

const isDocumentKind = (name: string | undefined): boolean =>
  (documentKinds as readonly (string | undefined)[]).includes(name);

/** Reads `<kind>:<agreement>:<document>` and `transfer:<connection>:<kind>:<document>`; others exist for nobody. */
function subjectOf(id: string, caller: Caller): Subject {
  const [kind, second, third, fourth, ...others] = id.split(':');
  if (others.length > 0) throw unknownWorkflow(id);
  const isOurs = second === String(caller.agreementNumber) && fourth === undefined;
  if (isDocumentKind(kind) && isOurs && isUuid(third)) return { documentId: third };
  if (kind === 'transfer' && isUuid(second) && isDocumentKind(third) && isUuid(fourth))
    return { documentId: fourth, connectionId: second };
  throw unknownWorkflow(id);
}

const unknownWorkflow = (id: string): DomainError =>
  new DomainError('NotFound', { what: `The workflow ${id}` });

const entryView = (entry: Entry): object => ({
  at: entry.at,
  text: entry.text,
  kind: entry.kind,
  actor: entry.actor,
  action: entry.action,
  integration_id: entry.integrationId ?? null,
  transfer_id: entry.transferId ?? null,
  attempt_id: entry.attemptId ?? null,
  http_status: entry.httpStatus ?? null,
  cause: entry.cause ?? null,
  before: entry.before ?? null,
  after: entry.after ?? null,
});

export const timelineEndpoints: readonly Endpoint[] = [timeline];
