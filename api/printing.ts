/** The PDF of a document of any kind, and the answer to why a field is not on it: two endpoints of one builder. */
import { checkOf, printDocument } from '../domain/printing/print.ts';
import type { PrintableBuilder } from '../domain/printing/printable-document.ts';
import { endpoint, reading } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import type { Answer } from './context.ts';
import { single } from './lists.ts';
import { pathNumber } from './schemas/common.ts';
import { layoutCheckQuery, layoutCheckRow } from './schemas/layouts.ts';
import { layoutCheckView } from './views/layouts.ts';

/** What a kind of document says of its PDF. */
export interface PrintedAs {
  /** `/api/orders/{number}.pdf`; it must be routed before `/api/orders/{number}`. */
  readonly path: string;
  /** Default: GET; today's clients ask for a shipment's by POST. */
  readonly method?: 'GET' | 'POST';
  readonly tag: string;
  readonly summary: string;
  readonly build: PrintableBuilder;
}

export const pdfType = 'application/pdf';

/** A PDF, to be shown by the browser. */
export const pdfAnswer = (bytes: Uint8Array, name: string): Answer => ({
  status: 200,
  bytes,
  headers: { 'content-type': pdfType, 'content-disposition': `inline; filename="${name}.pdf"` },
});

/** `GET …/{n}.pdf` or the like: made of the document and its layout, at every request anew and always with the same bytes. */
export function pdfEndpoint({ path, method = 'GET', tag, summary, build }: PrintedAs): Endpoint {
  return endpoint(
    {
      method,
      path,
      scope: 'read',
      tag,
      summary,
      description:
        'Made from its layout, of a draft too (it says so across the page). The same document and layout give the same bytes.',
      params: pathNumber,
      answers: { 200: { description: 'The PDF.', contentType: pdfType } },
    },
    async ({ params }, { deps, caller }) => {
      const { document, pdf } = await printDocument(deps.orm, caller.agreementNumber, build, params.number);
      return pdfAnswer(pdf, `${document.kind}-${document.number}`);
    },
  );
}

/** `GET …/{n}/layout-check?field=`: why a field is not on this PDF, step by step, each with its fix. */
export function layoutCheckEndpoint({ path, tag, build }: Omit<PrintedAs, 'summary'>): Endpoint {
  return reading(
    {
      method: 'GET',
      path,
      scope: 'read',
      tag,
      summary: 'Why a field is missing on the PDF.',
      description:
        'Four steps: the customer has a layout, the document carries one, it was not set only after the document was made, the child template has the field on. Each with a verdict, a sentence and the request that mends it.',
      params: pathNumber,
      query: layoutCheckQuery,
      answers: { 200: { description: 'The check.', schema: single('layout_check', layoutCheckRow) } },
      isWorded: true,
    },
    async (em, { params, query }, { language }) => {
      const check = await checkOf(em, build, params.number, { field: query.field, language });
      return { status: 200, body: { layout_check: layoutCheckView(check) } };
    },
  );
}
