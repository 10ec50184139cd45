/** Registering what was made: components out, the finished item in (V16). */
import type { EntityManager } from '@mikro-orm/postgresql';
import { dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import { lockDocument, saveChange } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { checkFields, invalidField, omittable, optional } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { pastDay, positiveQuantity, refuseErrors, tracking } from '../internal-documents/line-rules.ts';
import type { TrackingInput } from '../internal-documents/line-rules.ts';
import { OpenLocations } from '../internal-documents/references.ts';
import { compare, equal, isPositive, plain, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { postStock } from '../stock/stock.service.ts';
import { findComponents, finishedWith, remainingOf, reserveComponents, usedBy } from './components.ts';
import type { ProductionOrder, ProductionOrderLine } from './production-order.entity.ts';
import { productionTable } from './production-order.table.ts';

/** What was made. */
export interface FinishInput {
  /** More than 0, at most what is still to be made; default: that. */
  readonly quantity?: Decimal | undefined;
  /** When it counts, `YYYY-MM-DD`, not in the future; default: today, UTC. */
  readonly date?: string | undefined;
  /** Batch or serial numbers of what was made. */
  readonly tracking?: TrackingInput | null | undefined;
  /** Batch or serial numbers of components that have them. */
  readonly components?: readonly { readonly itemId: string; readonly tracking: TrackingInput }[] | undefined;
}

/** Holds it against the rules that need no database. Throws one `InvalidInput` with every finding. */
export function checkFinishInput(input: FinishInput, now: Date): void {
  const errors: FieldErrors = {};
  for (const [at, component] of (input.components ?? []).entries()) {
    const fault = tracking(component.tracking);
    const field = `components.${at}.tracking`;
    if (fault !== undefined) errors[field] = [`${field} ${fault}.`];
  }
  checkFields(
    input,
    {
      quantity: omittable(positiveQuantity),
      date: omittable(pastDay(dayOf(now))),
      tracking: optional(tracking),
    },
    { also: errors },
  );
}

/**
 * Registers what was made of a started order. When all of it is, the order is finished and archived; until then it stays
 * started. Throws `NotFound`, `InvalidTransition`, `InvalidInput` (more than is still to be made, a component that the order
 * does not have), `Barred` (its location) and what `postStock` throws.
 */
export async function finishProductionOrder(
  em: EntityManager,
  key: DocumentKey,
  input: FinishInput,
  context: ActionContext,
): Promise<ProductionOrder> {
  checkFinishInput(input, context.now);
  const order = await lockDocument(em, productionTable, key, 'finish');
  const remaining = remainingOf(order);
  const quantity = input.quantity ?? remaining;
  if (compare(quantity, remaining) > 0)
    throw invalidField('quantity', `must be at most ${plain(remaining)}, what is still to be made`);
  await new OpenLocations(em).find(order.location.number, 'locationId');
  const lines = await findComponents(em, order.id);
  const finished = finishedWith(order, quantity);
  const value = await produce(em, order, lines, { ...input, quantity, finished }, context);
  for (const line of lines)
    line.usedQuantity = sum([line.usedQuantity, usedBy(line, finished, order.quantity)]);
  await em.flush();
  await reserveComponents(em, order, lines);
  const isDone = equal(finished, order.quantity);
  order.finishedQuantity = finished;
  order.finishedValue = sum([order.finishedValue, value]);
  if (isDone) {
    order.state = 'finished';
    order.archivedAt = order.finishedAt = context.now;
    order.finishedBy = context.actor;
  }
  await saveChange(em, productionTable, order, context, {
    action: 'finish',
    before: { state: 'started' },
    after: {
      state: order.state,
      quantity: plain(quantity),
      finished_quantity: plain(finished),
      value,
      ...(isDone && { is_archived: true }),
    },
  });
  return order;
}

interface Making extends FinishInput {
  readonly quantity: Decimal;
  /** All that was made of the order, this included. */
  readonly finished: Decimal;
}

/** Posts the production; answers what the finished goods cost. */
async function produce(
  em: EntityManager,
  order: ProductionOrder,
  lines: readonly ProductionOrderLine[],
  making: Making,
  context: ActionContext,
): Promise<Decimal> {
  const numbers = trackingOf(lines, making.components ?? []);
  const locationId = order.location.id;
  const components = lines
    .filter(({ product }) => product.group.hasInventory)
    .map((line) => ({
      productId: line.product.id,
      locationId,
      field: 'components',
      quantity: usedBy(line, making.finished, order.quantity),
      tracking: [...(numbers.get(line.product.number) ?? [])],
    }))
    .filter((component) => isPositive(component.quantity));
  const [posted] = await postStock(
    em,
    [
      {
        type: 'production',
        field: 'tracking',
        productId: order.product.id,
        ledgerDate: making.date ?? dayOf(context.now),
        origin: {
          documentKind: 'production-order',
          documentId: order.id,
          documentNumber: order.number,
          lineId: null,
        },
        locationId,
        quantity: making.quantity,
        extraCostPercentage: order.product.costAdditionPercentage,
        components,
        tracking: [...(making.tracking ?? [])],
      },
    ],
    context,
  );
  return posted?.value ?? '0';
}

/** Batch and serial numbers by the component's item number. Throws `InvalidInput` for items that are no components. */
function trackingOf(
  lines: readonly ProductionOrderLine[],
  given: NonNullable<FinishInput['components']>,
): ReadonlyMap<string, TrackingInput> {
  const known = new Set(lines.map(({ product }) => product.number));
  const errors: FieldErrors = {};
  const found = new Map<string, TrackingInput>();
  for (const [at, { itemId, tracking: parts }] of given.entries()) {
    const field = `components.${at}.item_id`;
    if (!known.has(itemId)) errors[field] = [`${field} is no component of this order.`];
    else if (found.has(itemId)) errors[field] = [`${field} was named before; name it once.`];
    found.set(itemId, parts);
  }
  refuseErrors(errors);
  return found;
}
