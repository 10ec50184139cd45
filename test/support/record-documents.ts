import { createCollection } from '../../domain/collections/collection.service.ts';
import { withAgreement } from '../../domain/database.ts';
import type { DocumentId } from '../../domain/documents/document.ts';
import type { DocumentKind } from '../../domain/documents/kinds.ts';
import { createLocation } from '../../domain/locations/location.service.ts';
import { createLotLine } from '../../domain/products/lot-line.service.ts';
import { createLot } from '../../domain/products/lot.service.ts';
import { createSupplierGroup } from '../../domain/suppliers/supplier-group.service.ts';
import { createSupplier } from '../../domain/suppliers/supplier.service.ts';
import { documentWorkflowTypes } from '../../workflows/documents/contract.ts';
import { documentWorkflowId } from '../../workflows/shared/ids.ts';
import { sendDocumentCommand } from './document-commands.ts';
import type { Company, System } from './system.ts';

/** Writes down the history of a workflow once it has ended. */
type Record = (workflowId: string, workflow: string, what: string) => Promise<void>;

/** The life of one document: what makes it, and the actions after that, each with its body. */
interface Life {
  readonly kind: DocumentKind;
  readonly what: string;
  readonly create: object;
  readonly actions: readonly (readonly [action: string, body?: object])[];
}

const date = '2026-11-02';
const goods = [{ itemId: 'A-1', quantity: '3' }];

const lives: readonly Life[] = [
  {
    kind: 'offer',
    what: 'sent-and-rejected',
    create: { create: 'draft', draft: { customerId: '101', lines: goods } },
    // The first is refused: it is a draft.
    actions: [['reject'], ['send'], ['reject']],
  },
  {
    kind: 'adjustment',
    what: 'booked',
    create: {
      draft: { date, reason: 'Optalt', lines: [{ itemId: 'A-1', adjustQuantity: '20', costPrice: null }] },
    },
    actions: [['book']],
  },
  {
    kind: 'movement',
    what: 'booked',
    create: { draft: { date, fromLocationId: 1, toLocationId: 2, lines: goods } },
    actions: [['book']],
  },
  {
    kind: 'count',
    what: 'booked',
    create: { draft: { date, locationId: 1, lines: [{ itemId: 'A-1', countedQuantity: '16' }] } },
    actions: [['book']],
  },
  {
    kind: 'production-order',
    what: 'finished',
    create: { create: 'order', order: { itemId: 'SÆT-1', quantity: '2' } },
    actions: [['start'], ['finish', { quantity: '2' }]],
  },
];

/** Two places, a supplier and a BOM: what the lives name beside the registers of every company. */
async function makeStage(system: System, { agreementNumber }: Company): Promise<void> {
  await withAgreement(system.database.orm, agreementNumber, async (em) => {
    for (const number of [1, 2])
      await createLocation(em, { number, name: `Reol ${number}` }, 'test').catch(() => undefined);
    await createSupplierGroup(em, { number: 1, name: 'Skruer' }, 'test');
    const supplier = {
      number: '501',
      name: 'Skruefabrikken',
      groupNumber: 1,
      paymentTermsNumber: 1,
    } as const;
    await createSupplier(em, { ...supplier, vatZone: 'domestic', currency: 'DKK' }, 'test');
    await createLot(em, { number: 'SÆT-1', name: 'Sæt', groupNumber: 1, salesPrice: '50' }, 'test');
    await createLotLine(em, 'SÆT-1', { componentNumber: 'A-1', quantity: '2' }, 'test');
  });
}

/** Records the lives of documents that no ERP is told of; refused actions are part of them. */
export async function recordDocuments(system: System, company: Company, record: Record): Promise<void> {
  const { agreementNumber } = company;
  await makeStage(system, company);
  const act = (kind: DocumentKind, documentId: string | undefined, action: string, body: object = {}) =>
    sendDocumentCommand(system, { agreementNumber, kind, documentId }, action, body);
  const keep = (kind: DocumentKind, id: string, what: string): Promise<void> =>
    record(documentWorkflowId(kind, agreementNumber, id), documentWorkflowTypes[kind], what);
  for (const { kind, what, create, actions } of lives) {
    const { documentId } = await act(kind, undefined, 'create', create);
    for (const [action, body] of actions) await act(kind, documentId, action, body).catch(() => undefined);
    await keep(kind, documentId, what);
  }
  const draft = { supplierId: '501', lines: [{ ...goods[0], linePrice: '3.00' }] };
  const order = (await act('purchase-order', undefined, 'create', { create: 'draft', draft })).documentId;
  await act('purchase-order', order, 'send');
  const madeBy = async (action: string, body: object): Promise<DocumentId> => {
    const [made] = (await act('purchase-order', order, action, body)).made;
    if (made === undefined) throw new Error(`${action} made nothing`);
    return made;
  };
  const receipt = await madeBy('createReceipt', {});
  await act('receipt', receipt.id, 'receive');
  const invoice = await madeBy('convertToInvoice', { book: false });
  await act('supplier-invoice', invoice.id, 'book');
  await keep('receipt', receipt.id, 'received');
  await keep('supplier-invoice', invoice.id, 'booked');
  await keep('purchase-order', order, 'received-and-invoiced');
}

/** Records an order with a collection, that is bought and then cancelled; its second purchase is refused. */
export async function recordBoughtOrder(system: System, company: Company, record: Record): Promise<void> {
  const { agreementNumber } = company;
  await makeStage(system, company);
  const lines = [{ itemNumber: 'A-1', quantity: '2' }];
  await withAgreement(system.database.orm, agreementNumber, (em) =>
    createCollection(em, { number: 'PAKKE', name: 'Pakke', lines }, 'test'),
  );
  const kind = 'order';
  const create = { create: 'draft', draft: { customerId: '101', lines: goods } };
  const target = { agreementNumber, kind, documentId: undefined } as const;
  const { documentId } = await sendDocumentCommand(system, target, 'create', create);
  const actions: Life['actions'] = [
    ['addCollection', { collection: 'PAKKE' }],
    ['book'],
    ['createPurchaseOrder', { supplierId: '501' }],
    ['createPurchaseOrder', { supplierId: '501' }],
    ['cancel'],
  ];
  for (const [action, body = {}] of actions)
    await sendDocumentCommand(system, { agreementNumber, kind, documentId }, action, body).catch(
      () => undefined,
    );
  const workflowId = documentWorkflowId(kind, agreementNumber, documentId);
  await record(workflowId, documentWorkflowTypes[kind], 'bought-and-cancelled');
}
