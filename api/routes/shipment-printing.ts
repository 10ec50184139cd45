import { setDocumentLayout } from '../../domain/documents/document-layout.ts';
import { printableDeliveryNote, printablePickingList } from '../../domain/printing/printable-shipment.ts';
import { shipmentTable } from '../../domain/shipments/shipment.table.ts';
import type { Endpoint } from '../endpoint.ts';
import { layoutCheckEndpoint, pdfEndpoint } from '../printing.ts';
import { documentLayout } from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';

const kinds = [
  {
    name: 'delivery-note',
    what: 'delivery note',
    dialect: 'download-delivery-note',
    build: printableDeliveryNote,
  },
  { name: 'picking-list', what: 'picking list', dialect: 'download', build: printablePickingList },
] as const;

/** What the two PDFs of a shipment look like, at our paths and at the dialect's, and the layout that both have. */
export const shipmentPrintingEndpoints = (resource: DocumentResource): readonly Endpoint[] => {
  const { path, tag } = resource;
  return [
    ...kinds.flatMap(({ name, what, dialect, build }) => [
      pdfEndpoint({
        ...{ tag, build },
        path: `${path}/{number}/${name}.pdf`,
        summary: `The ${what} of a shipment.`,
      }),
      pdfEndpoint({
        ...{ tag, build, method: 'POST' as const },
        path: `/api/orders/shipments/{number}/${dialect}`,
        summary: `The ${what} of a shipment, as GET ${path}/{number}/${name}.pdf.`,
      }),
      layoutCheckEndpoint({ tag, build, path: `${path}/{number}/${name}/layout-check` }),
    ]),
    documentLayout(resource, (em, number, layoutId, by) =>
      setDocumentLayout(em, shipmentTable, number, layoutId, by),
    ),
  ];
};
