import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  findDocument,
  lockDocument,
  requireDocumentVersion,
  storeNewDocument,
  saveChange,
  recordCreation,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { employeeRegister } from '../employees/employee.service.ts';
import { DomainError } from '../errors.ts';
import type { EventData } from '../events/event-hash.ts';
import { checkFields, lines as manyLines, omittable, optional, registerNumber } from '../field-rules.ts';
import { madeBy } from '../internal-documents/drafts.ts';
import { digestOf, positiveQuantity } from '../internal-documents/line-rules.ts';
import { OpenLocations } from '../internal-documents/references.ts';
import { plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { lotRegister } from '../products/lot.service.ts';
import { itemNumber } from '../products/product-fields.ts';
import type { Product } from '../products/product.entity.ts';
import { referTo, referToOptional } from '../registers.ts';
import { day } from '../sales/sales-input.ts';
import { agreementOf } from '../tenant.ts';
import {
  componentState,
  findComponents,
  makeComponents,
  releaseComponents,
  reserveComponents,
} from './components.ts';
import { requireOpenOrder, stillOpen } from './for-order.ts';
import { ProductionOrder, ProductionOrderLine } from './production-order.entity.ts';
import { productionLife } from './production-order.lifecycle.ts';
import { productionTable } from './production-order.table.ts';

/** Changes to an order that is not started: what is left out stays. */
export interface ProductionEdit {
  /** Number of a BOM that has inventory and is not barred. */
  readonly itemId?: string | undefined;
  /** How many, in the standard unit: more than 0, up to 4 decimals. */
  readonly quantity?: Decimal | undefined;
  /** The day for which it is planned, in the future too; default: today, UTC. */
  readonly date?: string | undefined;
  /** Number of the customer's order for which it is made; not of an archived one. */
  readonly orderNumber?: number | null | undefined;
  /** Number of an employee. */
  readonly ourReferenceId?: number | null | undefined;
  /** Number of an open location; default: the BOM's own, else the agreement's. */
  readonly locationId?: number | undefined;
  /** Up to 2,000 characters. */
  readonly note?: string | null | undefined;
}

/** A new order. */
export interface ProductionInput extends ProductionEdit {
  readonly itemId: string;
  readonly quantity: Decimal;
}

/** Holds an input against the rules that need no database. Throws one `InvalidInput` with every finding. */
export function checkProductionInput(
  input: ProductionEdit,
  options: { readonly isPatch?: boolean } = {},
): void {
  checkFields(
    input,
    {
      itemId: itemNumber,
      quantity: positiveQuantity,
      date: omittable(day),
      orderNumber: optional(registerNumber),
      ourReferenceId: optional(registerNumber),
      locationId: omittable(registerNumber),
      note: optional(manyLines(2000)),
    },
    options,
  );
}

/** The BOM that is made. Throws `ReferenceNotFound`, `Barred` and `ItemNotStocked`, with the field. */
async function referToBom(em: EntityManager, number: string): Promise<Product> {
  const product = await referTo(em, lotRegister, number, 'itemId');
  await em.populate(product, ['group', 'defaultLocation']);
  if (product.isBarred) {
    const reason = `BOM ${number} is barred.`;
    throw new DomainError('Barred', { reason }, { errors: { item_id: [reason] } });
  }
  if (!product.group.hasInventory)
    throw new DomainError(
      'ItemNotStocked',
      { item: number },
      { errors: { item_id: [`Item ${number} has no inventory.`] } },
    );
  return product;
}

/**
 * Makes a production order of that id in the caller's transaction, with the components that its BOM has now; nothing is
 * reserved. Throws `InvalidInput` (a BOM without lines too), `ReferenceNotFound`, `Barred` (also for an archived order) and `ItemNotStocked`, each with its
 * fields, and `AlreadyExists`.
 */
export async function createProductionOrder(
  em: EntityManager,
  id: string,
  input: ProductionInput,
  context: ActionContext,
): Promise<ProductionOrder> {
  checkProductionInput(input);
  const product = await referToBom(em, input.itemId);
  await requireOpenOrder(em, input.orderNumber);
  const order = em.create(ProductionOrder, {
    id,
    agreementNumber: agreementOf(em),
    state: productionLife.initial,
    number: await takeNumber(em, 'production-order'),
    date: input.date ?? dayOf(context.now),
    product,
    quantity: input.quantity,
    orderNumber: input.orderNumber ?? null,
    employee: (await referToOptional(em, employeeRegister, input.ourReferenceId, 'ourReferenceId')) ?? null,
    location: await new OpenLocations(em).findFor(product, input.locationId, 'locationId'),
    note: input.note ?? null,
    ...madeBy(context),
  });
  const lines = await makeComponents(em, order);
  await storeNewDocument(em, productionTable, order);
  await recordCreation(em, productionTable, order, context, stateOf(order, lines));
  return order;
}

/** Makes an order like another one, whatever became of that: planned for today, for its customer's order while that is open. Throws what making one throws. */
export async function copyProductionOrder(
  em: EntityManager,
  id: string,
  key: DocumentKey,
  context: ActionContext,
): Promise<ProductionOrder> {
  const original = await findDocument(em, productionTable, key);
  const { product, quantity, orderNumber, employee, location, note } = original;
  const copy: ProductionInput = {
    itemId: product.number,
    quantity: plain(quantity),
    orderNumber: await stillOpen(em, orderNumber),
    ourReferenceId: employee?.number,
    locationId: location.number,
    note,
  };
  return createProductionOrder(em, id, copy, context);
}

const stateOf = (order: ProductionOrder, lines: readonly ProductionOrderLine[]): EventData => ({
  state: order.state,
  date: order.date,
  item: order.product.number,
  quantity: plain(order.quantity),
  order_number: order.orderNumber ?? null,
  our_reference_id: order.employee?.number ?? null,
  location: order.location.number,
  note: order.note ?? null,
  lines: digestOf(lines.map(componentState)),
});

/**
 * Changes an order that is not started; with another BOM or quantity its components are what the BOM has now. Throws
 * `NotFound`, `InvalidTransition`, `EditConflict` and what `createProductionOrder` throws.
 */
export async function editProductionOrder(
  em: EntityManager,
  key: DocumentKey,
  input: ProductionEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkProductionInput(input, { isPatch: true });
  const order = await lockDocument(em, productionTable, key, 'edit');
  requireDocumentVersion(productionTable, order, options.version);
  const old = await findComponents(em, order.id);
  const before = stateOf(order, old);
  await changeHead(em, order, input);
  let lines = old;
  if (input.itemId !== undefined || input.quantity !== undefined) {
    await em.nativeDelete(ProductionOrderLine, { productionOrder: order.id });
    lines = await makeComponents(em, order);
  }
  const change = changedFields(before, stateOf(order, lines));
  await saveChange(em, productionTable, order, context, { action: 'edit', ...change });
}

async function changeHead(em: EntityManager, order: ProductionOrder, input: ProductionEdit): Promise<void> {
  if (input.itemId !== undefined) order.product = await referToBom(em, input.itemId);
  if (input.quantity !== undefined) order.quantity = input.quantity;
  if (input.date !== undefined) order.date = input.date;
  if (input.orderNumber !== undefined && input.orderNumber !== (order.orderNumber ?? null)) {
    await requireOpenOrder(em, input.orderNumber);
    order.orderNumber = input.orderNumber;
  }
  const employee = await referToOptional(em, employeeRegister, input.ourReferenceId, 'ourReferenceId');
  if (employee !== undefined) order.employee = employee;
  if (input.locationId !== undefined)
    order.location = await new OpenLocations(em).find(input.locationId, 'locationId');
  if (input.note !== undefined) order.note = input.note;
}

/** Starts an order: its components are reserved. Throws `NotFound`, `InvalidTransition` and `Barred` (its location). */
export async function startProductionOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<ProductionOrder> {
  const order = await lockDocument(em, productionTable, key, 'start');
  await new OpenLocations(em).find(order.location.number, 'locationId');
  await reserveComponents(em, order, await findComponents(em, order.id));
  order.state = 'started';
  order.startedAt = context.now;
  order.startedBy = context.actor;
  await saveChange(em, productionTable, order, context, {
    action: 'start',
    before: { state: 'not-started' },
    after: { state: 'started' },
  });
  return order;
}

/** Cancels an order: what was made stays, nothing stays reserved. Throws `NotFound` and `InvalidTransition`. */
export async function cancelProductionOrder(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<ProductionOrder> {
  const order = await lockDocument(em, productionTable, key, 'cancel');
  const before = { state: order.state };
  await releaseComponents(em, order);
  order.state = 'cancelled';
  order.archivedAt = context.now;
  await saveChange(em, productionTable, order, context, {
    action: 'cancel',
    before,
    after: { state: 'cancelled', finished_quantity: plain(order.finishedQuantity), is_archived: true },
  });
  return order;
}
