import { z } from 'zod';
import { numberSeriesKinds } from '../../domain/numbers/number-series.entity.ts';
import { numberSeries, setNextNumber } from '../../domain/numbers/number-series.service.ts';
import type { NumberSeriesView } from '../../domain/numbers/number-series.service.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, single, singleAnswer } from '../lists.ts';
import { registerNumber } from '../schemas/common.ts';

const seriesRow = z
  .object({
    kind: z.enum(numberSeriesKinds),
    next: z.int().describe('The number that the next document gets.'),
    largest_taken: z.int().nullable(),
  })
  .meta({ id: 'NumberSeries' });

const seriesView = (series: NumberSeriesView) => ({
  kind: series.kind,
  next: series.next,
  largest_taken: series.largestTaken,
});

const tag = 'number-series';
const path = '/api/number-series/{kind}';
const params = z.object({ kind: z.enum(numberSeriesKinds) });
const answers = { 200: { description: 'The series.', schema: single('number_series', seriesRow) } };

const list = reading(
  {
    method: 'GET',
    path: '/api/number-series',
    scope: 'read',
    tag,
    summary: 'The next number of each kind of document.',
    query: listQuery(['kind'], {}),
    answers: listAnswers('number_series', seriesRow),
  },
  async (em, { query }) => {
    const rows = [];
    for (const kind of numberSeriesKinds) rows.push(seriesView(await numberSeries(em, kind)));
    const page = pageOf(query);
    return listAnswer('number_series', rows.slice(page.offset, page.offset + page.limit), rows.length, page, {
      fields: query.fields,
      schema: seriesRow,
    });
  },
);

const one = reading(
  { method: 'GET', path, scope: 'read', tag, summary: 'One series.', params, answers },
  async (em, input) =>
    singleAnswer(200, 'number_series', seriesView(await numberSeries(em, input.params.kind))),
);

const set = changing(
  {
    method: 'PUT',
    path,
    scope: 'admin',
    tag,
    summary: 'Set the next number of a series.',
    description: 'A number is never given twice: at or below the largest taken it is refused.',
    params,
    body: z.strictObject({ next: registerNumber() }).meta({ id: 'NumberSeriesChange' }),
    bodyExample: { next: 50001 },
    answers,
  },
  async (em, input, { caller }) => {
    await setNextNumber(em, input.params.kind, input.body.next, caller.actor);
    return singleAnswer(200, 'number_series', seriesView(await numberSeries(em, input.params.kind)));
  },
);

export const numberSeriesEndpoints: readonly Endpoint[] = [list, one, set];
