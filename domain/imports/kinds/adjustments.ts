import { createAdjustment, bookAdjustment } from '../../adjustments/adjustment.service.ts';
import type { AdjustmentLineInput } from '../../adjustments/adjustment-lines.ts';
import { line, optional, price, registerNumber } from '../../field-rules.ts';
import { newId } from '../../ids.ts';
import { signedQuantity } from '../../internal-documents/line-rules.ts';
import { isNegative, negate } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { itemNumber } from '../../products/product-fields.ts';
import { day } from '../../sales/sales-input.ts';
import { findStockSettings } from '../../stock/stock-load.ts';
import { documentKind } from '../document-kind.ts';
import type { RowFault } from '../import-kind.ts';

/** A row as its cells have been read. */
interface AdjustmentRow {
  readonly itemId: string;
  readonly locationId: number;
  readonly adjustQuantity?: Decimal;
  readonly newQuantity?: Decimal;
  readonly costPrice?: Decimal;
  readonly trackingNumber?: string;
}

/** What is wrong between the fields of a row (§3.8); what the document's own service refuses is left to it. */
function faultsBetween(principle: 'average' | 'fifo', row: AdjustmentRow): RowFault[] {
  const hasQuantity = row.adjustQuantity !== undefined || row.newQuantity !== undefined;
  const hasCost = row.costPrice !== undefined;
  if (!hasQuantity && !hasCost)
    return [{ property: 'adjustQuantity', fault: 'is required, or new_quantity, or cost_price' }];
  if (principle === 'average' && hasQuantity && hasCost)
    return [
      {
        property: 'costPrice',
        fault: 'cannot change in one row with the quantity under average cost; use two rows',
      },
    ];
  if (principle === 'fifo' && !hasCost)
    return [{ property: 'costPrice', fault: 'is required together with the quantity under FIFO' }];
  if (principle === 'fifo' && !hasQuantity)
    return [{ property: 'adjustQuantity', fault: 'is required together with the cost price under FIFO' }];
  if (row.trackingNumber !== undefined && row.adjustQuantity === undefined)
    return [{ property: 'trackingNumber', fault: 'goes with adjust_quantity alone' }];
  return [];
}

const lineOf = (row: AdjustmentRow): AdjustmentLineInput => {
  const { itemId, locationId, adjustQuantity, newQuantity, costPrice, trackingNumber: number } = row;
  const hasQuantity = adjustQuantity !== undefined || newQuantity !== undefined;
  const quantity = adjustQuantity ?? '0';
  return {
    itemId,
    // Locations hold quantity, never value (V2): a cost price is that of the item wherever it lies.
    ...(hasQuantity && { locationId }),
    ...{ adjustQuantity, newQuantity, costPrice },
    ...(number !== undefined && {
      tracking: [{ number, quantity: isNegative(quantity) ? negate(quantity) : quantity }],
    }),
  };
};

/** Quantities and cost prices that are put right, opening stock among them. */
export const adjustments = documentKind({
  name: 'adjustments',
  columns: {
    date: { type: 'date', example: '01.02.2026', rule: day, isMandatory: true, isHead: true },
    item_id: { type: 'text', example: 'FYR-45x95', rule: itemNumber, isMandatory: true },
    location_id: {
      type: 'whole',
      example: '1',
      rule: registerNumber,
      isMandatory: true,
      isLocation: true,
    },
    adjust_quantity: { type: 'decimal', example: '25', rule: signedQuantity },
    new_quantity: { type: 'decimal', example: '', rule: price },
    cost_price: { type: 'decimal', example: '', rule: price },
    tracking_number: { type: 'text', example: '', rule: line(255), field: 'tracking' },
    reason: { type: 'text', example: 'Primo', rule: line(255), isMandatory: true, isHead: true },
    category_id: { type: 'whole', example: '', rule: registerNumber, isHead: true },
    description: { type: 'text', example: '', rule: optional(line(255)), isHead: true },
  },
  also: async (em) => {
    const { principle } = await findStockSettings(em);
    return (values) => faultsBetween(principle, values as unknown as AdjustmentRow);
  },
  create: (em, head, rows, context) => {
    const lines = (rows as unknown as readonly AdjustmentRow[]).map(lineOf);
    return createAdjustment(em, newId(), { ...head, lines }, context);
  },
  book: bookAdjustment,
});
